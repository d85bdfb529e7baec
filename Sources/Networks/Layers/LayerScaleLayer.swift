/// A trained factor for each channel, small at first, so that a block begins as its shortcut (Touvron and others 2021).
public struct LayerScaleLayer: LayerKind {
    /// `layerScale`.
    public static let name = "layerScale"

    /// What each factor is at first.
    public var initial = 1e-6

    /// A millionth.
    public init() {}

    /// `initial`, which need not be given.
    public static var settings: [LayerSetting<Self>] {
        [LayerSetting("initial", .number(\.initial, 0...1), isQuiet: true)]
    }

    /// The factor at first.
    public var words: String { " \(initial)" }

    /// The factors.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.scale(initial: initial)) }
}

extension Layer {
    /// A trained factor for each channel (`layer_scale` of torchvision's ConvNeXt), `initial` at first.
    public static func layerScale(initial: Double = 1e-6) -> Layer {
        var layer = LayerScaleLayer()
        layer.initial = initial
        return Layer(layer)
    }
}
