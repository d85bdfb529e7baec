/// A convolution with zero padding `kernel / 2`, which keeps the size for odd kernels and stride 1.
public struct ConvolutionLayer: LayerKind {
    /// `convolution`.
    public static let name = "convolution"

    /// Of the output.
    public var channels = 1
    /// The window's length along each axis.
    public var kernel = 3
    /// How far the window moves.
    public var stride = 1
    /// Whether each output channel has a summand.
    public var bias = true

    /// One channel.
    public init() {}

    /// `channels`, `kernel`, `stride`, `bias`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("channels", .integer(\.channels, 1...65_536)),
            LayerSetting("kernel", .odd(\.kernel, 1...1_023)),
            LayerSetting("stride", .integer(\.stride, 1...1_024)), LayerSetting("bias", .boolean(\.bias)),
        ]
    }

    /// Channels, kernel, and what is unusual.
    public var words: String {
        " \(channels), kernel \(kernel)" + (stride == 1 ? "" : ", stride \(stride)") + (bias ? "" : ", no bias")
    }

    /// With so many times the channels.
    public func scaled(by factor: Double) -> Self {
        var scaled = self
        scaled.channels = channels.scaled(by: factor)
        return scaled
    }

    /// A convolution.
    public func structure(for input: Shape) -> LayerStructure {
        .primitive(.convolution(channels: channels, kernel: kernel, stride: stride, bias: bias))
    }
}

extension Layer {
    /// A convolution (`nn.ConvNd`) with zero padding `kernel / 2`; `channels` are those of the output.
    public static func convolution(channels: Int, kernel: Int = 3, stride: Int = 1, bias: Bool = true) -> Layer {
        var layer = ConvolutionLayer()
        (layer.channels, layer.kernel, layer.stride, layer.bias) = (channels, kernel, stride, bias)
        return Layer(layer)
    }

    /// A convolution of kernel 3 without bias, batch normalisation and ReLU: what most networks repeat.
    static func convolutionBatchNormReLU(_ channels: Int) -> [Layer] {
        [.convolution(channels: channels, bias: false), .batchNorm, .relu]
    }
}
