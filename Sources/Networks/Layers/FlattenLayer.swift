/// All values of a sample in a row, channels outermost.
public struct FlattenLayer: LayerKind {
    /// `flatten`.
    public static let name = "flatten"

    /// Has no settings.
    public init() {}

    /// A flat sample.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.flatten) }
}

extension Layer {
    /// All values of a sample in a row (`nn.Flatten`), channels outermost.
    public static let flatten = Layer(FlattenLayer())
}
