/// Batch normalisation over all but the channels, with scale and shift.
public struct BatchNormLayer: LayerKind {
    /// `batchNorm`.
    public static let name = "batchNorm"

    /// Has no settings.
    public init() {}

    /// Batch normalisation.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.batchNorm) }
}

extension Layer {
    /// Batch normalisation over all but the channels (`nn.BatchNormNd`), with scale and shift.
    public static let batchNorm = Layer(BatchNormLayer())
}
