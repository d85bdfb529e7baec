/// The largest value of each window; a rest at the border is dropped.
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
    /// What stands around the input, and is never the largest.
    public var padding = Padding.none

    /// A window of one value.
    public init() {}

    /// `size`, `stride`, `padding`.
    public static var settings: [LayerSetting<Self>] {
        [
            LayerSetting("size", .integer(\.size, 1...1_024)), LayerSetting("stride", .integer(\.stride, 1...1_024)),
            LayerSetting("padding", .padding(\.padding), isQuiet: true),
        ]
    }

    /// A window that is all padding has no largest value.
    public var mistake: String? {
        guard case .sides(let before, let after) = padding, max(before, after) >= size else { return nil }
        return "padding is as large as the window; expected less than size, \(size)"
    }

    /// The size, and what is unusual.
    public var words: String {
        " \(size)" + (stride == size ? "" : ", stride \(stride)") + (padding == .none ? "" : ", \(padding)")
    }

    /// Max pooling.
    public func structure(for input: Shape) -> LayerStructure {
        .primitive(.maxPool(Window(size, stride: stride, padding: padding)))
    }
}

extension Layer {
    /// Max pooling (`nn.MaxPoolNd`).
    public static func maxPool(size: Int, stride: Int, padding: Padding = .none) -> Layer {
        var layer = MaxPoolLayer()
        layer.size = size
        (layer.stride, layer.padding) = (stride, padding)
        return Layer(layer)
    }

    /// Max pooling whose windows lie side by side: stride = size.
    public static func maxPool(_ size: Int) -> Layer { .maxPool(size: size, stride: size) }
}
