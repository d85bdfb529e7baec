/// `max(0, x)`.
public struct ReLULayer: LayerKind {
    /// `relu`.
    public static let name = "relu"

    /// Has no settings.
    public init() {}

    /// A ReLU.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.relu) }
}

extension Layer {
    /// `max(0, x)` (`nn.ReLU`).
    public static let relu = Layer(ReLULayer())
}
