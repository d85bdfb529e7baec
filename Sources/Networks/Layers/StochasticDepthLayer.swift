/// Sets all values of a sample to 0 at random while training: at the end of a block's branch it leaves the shortcut
/// alone (Huang and others 2016).
public struct StochasticDepthLayer: LayerKind {
    /// `stochasticDepth`.
    public static let name = "stochasticDepth"

    /// Of each sample, from 0 to below 1.
    public var probability = 0.0

    /// Drops nothing.
    public init() {}

    /// `probability`.
    public static var settings: [LayerSetting<Self>] { [LayerSetting("probability", .share(\.probability))] }

    /// The probability.
    public var words: String { " \(probability)" }

    /// Stochastic depth.
    public func structure(for input: Shape) -> LayerStructure {
        .primitive(.stochasticDepth(probability: probability))
    }
}

extension Layer {
    /// Sets all values of a sample to 0 with probability `probability` while training
    /// (`torchvision.ops.StochasticDepth` by rows); what stays is divided by the probability of that.
    public static func stochasticDepth(probability: Double) -> Layer {
        var layer = StochasticDepthLayer()
        layer.probability = probability
        return Layer(layer)
    }
}
