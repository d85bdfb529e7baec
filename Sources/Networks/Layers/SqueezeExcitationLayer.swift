/// Channels weighed by what all positions together say (Hu and others 2018): mean over the positions, a convolution of
/// kernel 1 to fewer channels, ReLU, one back, the logistic function, times the input.
///
/// Names as torchvision's `SqueezeExcitation`.
public struct SqueezeExcitationLayer: LayerKind {
    /// `squeezeExcitation`.
    public static let name = "squeezeExcitation"

    /// How many times fewer the channels in between are.
    public var reduction = 4

    /// A quarter of the channels in between.
    public init() {}

    /// `reduction`, which need not be given.
    public static var settings: [LayerSetting<Self>] {
        [LayerSetting("reduction", .integer(\.reduction, 1...65_536), isQuiet: true)]
    }

    /// The reduction.
    public var words: String { " \(reduction)" }

    /// A product of the input and what is made of its means.
    public func structure(for input: Shape) -> LayerStructure {
        let squeezed = max(1, input.channels / reduction)
        return .block(
            Block(
                branches: [
                    [
                        NamedLayer("avgpool", .globalAveragePool),
                        NamedLayer("fc1", .convolution(channels: squeezed, kernel: 1)), NamedLayer("activation", .relu),
                        NamedLayer("fc2", .convolution(channels: input.channels, kernel: 1)),
                        NamedLayer("scale_activation", .sigmoid),
                    ], [],
                ], joined: .product))
    }
}

extension Layer {
    /// Channels weighed by what all positions together say (`torchvision.ops.SqueezeExcitation`).
    public static func squeezeExcitation(reduction: Int = 4) -> Layer {
        var layer = SqueezeExcitationLayer()
        layer.reduction = reduction
        return Layer(layer)
    }
}
