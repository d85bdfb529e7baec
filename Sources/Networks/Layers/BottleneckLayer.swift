/// The bottleneck block of residual networks (He and others 2016): convolutions of kernel 1, 3 and 1, each with batch
/// normalisation, plus the shortcut; ReLU behind each; no biases.
///
/// The last convolution has four times the channels. The stride is the middle one's, as in torchvision, whose names it
/// has. The shortcut is as in ``ResidualLayer``.
public struct BottleneckLayer: LayerKind {
    /// `bottleneck`.
    public static let name = "bottleneck"

    /// Of the first two convolutions.
    public var channels = 1
    /// The middle convolution's.
    public var stride = 1
    private static let expansion = 4

    /// One channel.
    public init() {}

    /// `channels`, `stride`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("channels", .integer(\.channels, 1...16_384)),
            LayerSetting("stride", .integer(\.stride, 1...1_024)),
        ]
    }

    /// Channels, and an unusual stride.
    public var words: String { " \(channels)" + (stride == 1 ? "" : ", stride \(stride)") }

    /// With so many times the channels.
    public func scaled(by factor: Double) -> Self {
        var scaled = self
        scaled.channels = min(channels.scaled(by: factor), .max / Self.expansion)
        return scaled
    }

    /// The block of an input with so many channels.
    public func structure(for input: Shape) -> LayerStructure {
        let output = Self.expansion * channels
        func convolution(_ channels: Int, kernel: Int, stride: Int = 1) -> Layer {
            .convolution(channels: channels, kernel: kernel, stride: stride, bias: false)
        }
        let projection = [
            NamedLayer("downsample.0", convolution(output, kernel: 1, stride: stride)),
            NamedLayer("downsample.1", .batchNorm),
        ]
        return .block(
            Block(
                branch: [
                    NamedLayer("conv1", convolution(channels, kernel: 1)), NamedLayer("bn1", .batchNorm),
                    NamedLayer("relu1", .relu), NamedLayer("conv2", convolution(channels, kernel: 3, stride: stride)),
                    NamedLayer("bn2", .batchNorm), NamedLayer("relu2", .relu),
                    NamedLayer("conv3", convolution(output, kernel: 1)), NamedLayer("bn3", .batchNorm),
                ], shortcut: stride != 1 || output != input.channels ? projection : [],
                after: [NamedLayer("relu", .relu)]))
    }
}

extension Layer {
    /// The bottleneck block of He and others 2016; its output has four times `channels`.
    public static func bottleneck(channels: Int, stride: Int = 1) -> Layer {
        var layer = BottleneckLayer()
        (layer.channels, layer.stride) = (channels, stride)
        return Layer(layer)
    }
}
