/// The basic block of residual networks (He and others 2016): conv, bn, relu, conv, bn, plus the shortcut, relu;
/// kernels of 3, no biases.
///
/// Names as torchvision's `BasicBlock`.
///
/// The shortcut is the identity or, where stride or channels change the shape, a convolution of kernel 1 with batch
/// normalisation (`downsample`). That is a rule on stride and channels, not on sizes: a weight file fits whatever the
/// size of the input.
public struct ResidualLayer: LayerKind {
    /// `residual`.
    public static let name = "residual"

    /// Of the output.
    public var channels = 1
    /// The first convolution's.
    public var stride = 1

    /// One channel.
    public init() {}

    /// `channels`, `stride`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("channels", .integer(\.channels, 1...65_536)),
            LayerSetting("stride", .integer(\.stride, 1...1_024)),
        ]
    }

    /// Channels, and an unusual stride.
    public var words: String { " \(channels)" + (stride == 1 ? "" : ", stride \(stride)") }

    /// With so many times the channels.
    public func scaled(by factor: Double) -> Self {
        var scaled = self
        scaled.channels = channels.scaled(by: factor)
        return scaled
    }

    /// The block of an input with so many channels.
    public func structure(for input: Shape) -> LayerStructure {
        func convolution(kernel: Int, stride: Int) -> Layer {
            .convolution(channels: channels, kernel: kernel, stride: stride, bias: false)
        }
        let projection = [
            NamedLayer("downsample.0", convolution(kernel: 1, stride: stride)), NamedLayer("downsample.1", .batchNorm),
        ]
        return .block(
            Block(
                branch: [
                    NamedLayer("conv1", convolution(kernel: 3, stride: stride)), NamedLayer("bn1", .batchNorm),
                    NamedLayer("relu1", .relu), NamedLayer("conv2", convolution(kernel: 3, stride: 1)),
                    NamedLayer("bn2", .batchNorm),
                ], shortcut: stride != 1 || channels != input.channels ? projection : [],
                after: [NamedLayer("relu", .relu)]))
    }
}

extension Layer {
    /// The basic block of He and others 2016; `stride` is the first convolution's.
    public static func residual(channels: Int, stride: Int = 1) -> Layer {
        var layer = ResidualLayer()
        (layer.channels, layer.stride) = (channels, stride)
        return Layer(layer)
    }
}
