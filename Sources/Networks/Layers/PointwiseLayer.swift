/// A dense layer on the channels of each position: what a convolution of kernel 1 is, with a dense layer's weight.
public struct PointwiseLayer: LayerKind {
    /// `pointwise`.
    public static let name = "pointwise"

    /// Of the output.
    public var channels = 1
    /// Whether each output channel has a summand.
    public var bias = true

    /// One channel.
    public init() {}

    /// `channels`, `bias`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("channels", .integer(\.channels, 1...65_536)),
            LayerSetting("bias", .boolean(\.bias), isQuiet: true),
        ]
    }

    /// Channels, and whether there is no bias.
    public var words: String { " \(channels)" + (bias ? "" : ", no bias") }

    /// With so many times the channels.
    public func scaled(by factor: Double) -> Self {
        var scaled = self
        scaled.channels = channels.scaled(by: factor)
        return scaled
    }

    /// A dense layer at each position.
    public func structure(for input: Shape) -> LayerStructure {
        .primitive(.pointwise(channels: channels, bias: bias))
    }
}

extension Layer {
    /// A dense layer on the channels of each position (`nn.Linear` on an input whose channels come last).
    public static func pointwise(channels: Int, bias: Bool = true) -> Layer {
        var layer = PointwiseLayer()
        (layer.channels, layer.bias) = (channels, bias)
        return Layer(layer)
    }
}
