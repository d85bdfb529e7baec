/// Sets values to 0 at random while training.
public struct DropoutLayer: LayerKind {
    /// `dropout`.
    public static let name = "dropout"

    /// Of each value, from 0 to below 1.
    public var probability = 0.0

    /// Drops nothing.
    public init() {}

    /// `probability`.
    public static var settings: [LayerSetting<Self>] { [LayerSetting("probability", .share(\.probability))] }

    /// The probability.
    public var words: String { " \(probability)" }

    /// Dropout.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.dropout(probability: probability)) }
}

extension Layer {
    /// Sets values to 0 with probability `probability` while training (`nn.Dropout`).
    public static func dropout(probability: Double) -> Layer {
        var layer = DropoutLayer()
        layer.probability = probability
        return Layer(layer)
    }
}
