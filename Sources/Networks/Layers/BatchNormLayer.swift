/// Batch normalisation over all but the channels, with scale and shift.
public struct BatchNormLayer: LayerKind {
    /// `batchNorm`.
    public static let name = "batchNorm"

    /// What is added to the variance.
    public var epsilon = 1e-5
    /// The share of each batch in the running statistics.
    public var momentum = 0.1

    /// As PyTorch's.
    public init() {}

    /// `epsilon`, `momentum`; neither has to be given.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("epsilon", .number(\.epsilon, 1e-12...1), isQuiet: true),
            LayerSetting("momentum", .number(\.momentum, 1e-6...1), isQuiet: true),
        ]
    }

    /// What is unusual.
    public var words: String {
        (epsilon == Self().epsilon ? "" : ", epsilon \(epsilon)")
            + (momentum == Self().momentum ? "" : ", momentum \(momentum)")
    }

    /// Batch normalisation.
    public func structure(for input: Shape) -> LayerStructure {
        .primitive(.batchNorm(epsilon: epsilon, momentum: momentum))
    }
}

extension Layer {
    /// Batch normalisation over all but the channels (`nn.BatchNormNd`), with scale and shift.
    public static let batchNorm = Layer(BatchNormLayer())

    /// The same with constants of one's own.
    public static func batchNorm(epsilon: Double, momentum: Double) -> Layer {
        var layer = BatchNormLayer()
        (layer.epsilon, layer.momentum) = (epsilon, momentum)
        return Layer(layer)
    }
}
