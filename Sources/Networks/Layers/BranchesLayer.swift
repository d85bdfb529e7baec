/// Branches side by side, each on the same input, whose outputs are joined.
public struct BranchesLayer: LayerKind {
    /// `branches`.
    public static let name = "branches"

    /// One layer after the other in each; a branch of no layers is the input itself.
    public var branches: [[NamedLayer]] = []
    /// What becomes of their outputs.
    public var join = Block.Join.concatenation

    /// Of no branches.
    public init() {}

    /// `of`, `join`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("of", .branches(\.branches)),
            LayerSetting("join", .join(\.join), isQuiet: true),
        ]
    }

    /// The layers' kinds.
    public var words: String {
        let texts = branches.map { $0.isEmpty ? "the input" : $0.map(\.layer.name).joined(separator: ", ") }
        return " of \(texts.joined(separator: " beside ")), \(join.rawValue)"
    }

    /// With so many times the channels.
    public func scaled(by factor: Double) -> Self {
        var scaled = self
        scaled.branches = branches.map { $0.scaled(by: factor) }
        return scaled
    }

    /// Its branches.
    public func structure(for input: Shape) -> LayerStructure { .block(Block(branches: branches, joined: join)) }
}

extension Layer {
    /// Branches side by side, joined.
    public static func branches(_ branches: [[NamedLayer]], joined join: Block.Join) -> Layer {
        var layer = BranchesLayer()
        (layer.branches, layer.join) = (branches, join)
        return Layer(layer)
    }
}
