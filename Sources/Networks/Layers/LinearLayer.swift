/// A dense layer on a flat input.
public struct LinearLayer: LayerKind {
    /// `linear`.
    public static let name = "linear"

    /// Of the output.
    public var features = 1
    /// Whether each feature has a summand.
    public var bias = true

    /// One feature.
    public init() {}

    /// `features`, `bias`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("features", .integer(\.features, 1...65_536)),
            LayerSetting("bias", .boolean(\.bias), isQuiet: true),
        ]
    }

    /// Features, and whether there is no bias.
    public var words: String { " \(features)" + (bias ? "" : ", no bias") }

    /// With so many times the features.
    public func scaled(by factor: Double) -> Self {
        var scaled = self
        scaled.features = features.scaled(by: factor)
        return scaled
    }

    /// A dense layer.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.linear(features: features, bias: bias)) }
}

extension Layer {
    /// A dense layer (`nn.Linear`) on a flat input.
    public static func linear(features: Int, bias: Bool = true) -> Layer {
        var layer = LinearLayer()
        (layer.features, layer.bias) = (features, bias)
        return Layer(layer)
    }
}
