/// The mean of each window, with a stride equal to its size; a rest at the border is dropped.
public struct AveragePoolLayer: LayerKind {
    /// `averagePool`.
    public static let name = "averagePool"

    /// The window's length along each axis.
    public var size = 1

    /// A window of one value.
    public init() {}

    /// `size`.
    public static var settings: [LayerSetting<Self>] { [LayerSetting("size", .integer(\.size, 1...1_024))] }

    /// The size.
    public var words: String { " \(size)" }

    /// Average pooling.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.averagePool(size: size)) }
}

/// The mean over all positions: one position per axis is left.
public struct GlobalAveragePoolLayer: LayerKind {
    /// `globalAveragePool`.
    public static let name = "globalAveragePool"

    /// Has no settings.
    public init() {}

    /// Average pooling over everything.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.globalAveragePool) }
}

extension Layer {
    /// The mean of each window (`nn.AvgPoolNd`) with a stride equal to its size.
    public static func averagePool(size: Int) -> Layer {
        var layer = AveragePoolLayer()
        layer.size = size
        return Layer(layer)
    }

    /// The mean over all positions (`nn.AdaptiveAvgPoolNd(1)`).
    public static let globalAveragePool = Layer(GlobalAveragePoolLayer())
}
