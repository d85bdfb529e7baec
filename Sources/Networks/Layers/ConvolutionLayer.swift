/// A convolution; its zero padding is half the kernel where nothing else is said, which keeps the size for odd kernels
/// and stride 1.
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
    /// The zeros around the input.
    public var padding = Padding.half
    /// In how many groups the channels go, each of which sees its own inputs alone.
    public var groups = 1
    /// What the channels of a scaled network's layer are a multiple of, beside the groups.
    public var multiple = 1

    /// One channel.
    public init() {}

    /// `channels`, `kernel`, `stride`, `bias`, `padding`, `groups`, `multiple`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("channels", .integer(\.channels, 1...65_536)),
            LayerSetting("kernel", .integer(\.kernel, 1...1_023)),
            LayerSetting("stride", .integer(\.stride, 1...1_024)), LayerSetting("bias", .boolean(\.bias)),
            LayerSetting("padding", .padding(\.padding), isQuiet: true),
            LayerSetting("groups", .integer(\.groups, 1...65_536), isQuiet: true),
            LayerSetting("multiple", .integer(\.multiple, 1...1_024), isQuiet: true),
        ]
    }

    /// An even kernel has no middle, and groups are of one size.
    public var mistake: String? {
        if let mistake = Window(kernel, stride: stride, padding: padding).mistake(of: "kernel") { return mistake }
        return channels.isMultiple(of: groups)
            ? nil : "channels is \(channels); expected a multiple of groups, \(groups)"
    }

    /// Channels, kernel, and what is unusual.
    public var words: String {
        " \(channels), kernel \(kernel)" + (stride == 1 ? "" : ", stride \(stride)") + (bias ? "" : ", no bias")
            + (padding == .half ? "" : ", \(padding)") + (groups == 1 ? "" : ", \(groups) groups")
    }

    /// With so many times the channels.
    public func scaled(by factor: Double) -> Self {
        var scaled = self
        scaled.channels = channels.scaled(by: factor, toMultipleOf: groups.leastCommonMultiple(with: multiple))
        return scaled
    }

    /// A convolution.
    public func structure(for input: Shape) -> LayerStructure {
        .primitive(
            .convolution(
                channels: channels, Window(kernel, stride: stride, padding: padding), groups: groups, bias: bias))
    }
}

extension Layer {
    /// A convolution (`nn.ConvNd`); `channels` are those of the output.
    ///
    /// - Parameters:
    ///   - channels: of the output.
    ///   - kernel: the window's length along each axis.
    ///   - stride: how far it moves.
    ///   - bias: whether each output channel has a summand.
    ///   - padding: the zeros around the input.
    ///   - groups: each sees its own inputs alone.
    ///   - multiple: what the channels of a scaled network's layer are a multiple of.
    /// - Returns: the layer.
    public static func convolution(
        channels: Int, kernel: Int = 3, stride: Int = 1, bias: Bool = true, padding: Padding = .half, groups: Int = 1,
        multiple: Int = 1
    ) -> Layer {
        var layer = ConvolutionLayer()
        (layer.channels, layer.kernel, layer.stride, layer.bias) = (channels, kernel, stride, bias)
        (layer.padding, layer.groups, layer.multiple) = (padding, groups, multiple)
        return Layer(layer)
    }

    /// A convolution of kernel 3 without bias, batch normalisation and ReLU: what most networks repeat.
    static func convolutionBatchNormReLU(_ channels: Int) -> [Layer] {
        [.convolution(channels: channels, bias: false), .batchNorm, .relu]
    }
}

extension Window {
    /// What is wrong with a window that the file calls `key`; nil: nothing.
    func mistake(of key: String) -> String? {
        guard padding == .half, size.isMultiple(of: 2) else { return nil }
        return "\(key) is \(size); expected an odd whole number from 1 to 1023, or padding beside it, as an even "
            + "\(key) has no middle"
    }
}

extension Int {
    /// The smallest number of which both are divisors; both positive.
    fileprivate func leastCommonMultiple(with other: Int) -> Int {
        var (a, b) = (self, other)
        while b > 0 { (a, b) = (b, a % b) }
        return self / a * other
    }
}
