/// A convolution of each channel by itself: as many groups as there are channels, which it leaves as they are.
public struct DepthwiseConvolutionLayer: LayerKind {
    /// `depthwiseConvolution`.
    public static let name = "depthwiseConvolution"

    /// The window's length along each axis.
    public var kernel = 3
    /// How far the window moves.
    public var stride = 1
    /// Whether each channel has a summand.
    public var bias = true
    /// The zeros around the input.
    public var padding = Padding.half

    /// Of kernel 3.
    public init() {}

    /// `kernel`, `stride`, `bias`, `padding`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("kernel", .integer(\.kernel, 1...1_023)),
            LayerSetting("stride", .integer(\.stride, 1...1_024)), LayerSetting("bias", .boolean(\.bias)),
            LayerSetting("padding", .padding(\.padding), isQuiet: true),
        ]
    }

    /// An even kernel has no middle.
    public var mistake: String? { Window(kernel, stride: stride, padding: padding).mistake(of: "kernel") }

    /// Kernel, and what is unusual.
    public var words: String {
        ", kernel \(kernel)" + (stride == 1 ? "" : ", stride \(stride)") + (bias ? "" : ", no bias")
            + (padding == .half ? "" : ", \(padding)")
    }

    /// A convolution with a group for each channel.
    public func structure(for input: Shape) -> LayerStructure {
        .primitive(
            .convolution(
                channels: input.channels, Window(kernel, stride: stride, padding: padding), groups: input.channels,
                bias: bias))
    }
}

extension Layer {
    /// A convolution of each channel by itself (`nn.ConvNd` with `groups` the channels).
    public static func depthwiseConvolution(
        kernel: Int = 3, stride: Int = 1, bias: Bool = true, padding: Padding = .half
    ) -> Layer {
        var layer = DepthwiseConvolutionLayer()
        (layer.kernel, layer.stride, layer.bias, layer.padding) = (kernel, stride, bias, padding)
        return Layer(layer)
    }
}
