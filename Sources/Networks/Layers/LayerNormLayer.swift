/// Normalisation of each position by itself, over its channels, with scale and shift (Ba and others 2016).
public struct LayerNormLayer: LayerKind {
    /// `layerNorm`.
    public static let name = "layerNorm"

    /// What is added to the variance.
    public var epsilon = 1e-5

    /// As PyTorch's.
    public init() {}

    /// `epsilon`, which need not be given.
    public static var settings: [LayerSetting<Self>] {
        [LayerSetting("epsilon", .number(\.epsilon, 1e-12...1), isQuiet: true)]
    }

    /// What is unusual.
    public var words: String { epsilon == Self().epsilon ? "" : ", epsilon \(epsilon)" }

    /// Layer normalisation.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.layerNorm(epsilon: epsilon)) }
}

extension Layer {
    /// Normalisation of each position over its channels (`nn.LayerNorm` on an input whose channels come last).
    public static func layerNorm(epsilon: Double = 1e-5) -> Layer {
        var layer = LayerNormLayer()
        layer.epsilon = epsilon
        return Layer(layer)
    }
}
