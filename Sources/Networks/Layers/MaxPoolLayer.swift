/// The largest value of each window, without padding; a rest at the border is dropped.
public struct MaxPoolLayer: LayerKind {
    /// `maxPool`.
    public static let name = "maxPool"

    /// The window's length along each axis.
    public var size = 1 {
        // Windows lie side by side where nothing else is said.
        didSet { if stride == oldValue { stride = size } }
    }
    /// How far the window moves.
    public var stride = 1

    /// A window of one value.
    public init() {}

    /// `size`, `stride`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("size", .integer(\.size, 1...1_024)), LayerSetting("stride", .integer(\.stride, 1...1_024)),
        ]
    }

    /// The size, and an unusual stride.
    public var words: String { " \(size)" + (stride == size ? "" : ", stride \(stride)") }

    /// Max pooling.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.maxPool(size: size, stride: stride)) }
}

extension Layer {
    /// Max pooling (`nn.MaxPoolNd`).
    public static func maxPool(size: Int, stride: Int) -> Layer {
        var layer = MaxPoolLayer()
        layer.size = size
        layer.stride = stride
        return Layer(layer)
    }

    /// Max pooling whose windows lie side by side: stride = size.
    public static func maxPool(_ size: Int) -> Layer { .maxPool(size: size, stride: size) }
}
