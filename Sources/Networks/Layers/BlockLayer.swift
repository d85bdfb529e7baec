/// A block of the user's own: a branch, and a shortcut that is added to it.
public struct BlockLayer: LayerKind {
    /// `block`.
    public static let name = "block"

    /// One layer after the other.
    public var branch: [NamedLayer] = []
    /// Beside the branch; empty: the input itself.
    public var shortcut: [NamedLayer] = []

    /// Of no layers.
    public init() {}

    /// `branch`, `shortcut`.
    public static var settings: [LayerSetting<Self>] {
        [LayerSetting("branch", .layers(\.branch)), LayerSetting("shortcut", .layers(\.shortcut), isQuiet: true)]
    }

    /// The layers' kinds.
    public var words: String {
        let names = { (layers: [NamedLayer]) in layers.map(\.layer.name).joined(separator: ", ") }
        return " of \(names(branch))" + (shortcut.isEmpty ? "" : " beside \(names(shortcut))")
    }

    /// With so many times the channels.
    public func scaled(by factor: Double) -> Self {
        var scaled = self
        (scaled.branch, scaled.shortcut) = (branch.scaled(by: factor), shortcut.scaled(by: factor))
        return scaled
    }

    /// Its layers.
    public func structure(for input: Shape) -> LayerStructure { .block(Block(branch: branch, shortcut: shortcut)) }
}

extension Layer {
    /// A block: a branch and a shortcut around it, whose outputs are added; without a shortcut the input is.
    public static func block(branch: [NamedLayer], shortcut: [NamedLayer] = []) -> Layer {
        var layer = BlockLayer()
        (layer.branch, layer.shortcut) = (branch, shortcut)
        return Layer(layer)
    }
}
