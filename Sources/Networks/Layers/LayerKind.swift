/// A kind of layer: how the experiment file writes it, what it makes of a shape, and which tensors it has.
///
/// It is a primitive, which modules and exported graphs know how to compute, or a block, which is composed of other
/// layers and is computed, exported and counted by these. A further kind is a file beside the others, and a word in
/// ``Layer/kinds``.
public protocol LayerKind: Sendable, Hashable {
    /// What the experiment file calls it, such as `maxPool`.
    static var name: String { get }

    /// Its settings in the file; the first one is required, and is what the short form, such as `maxPool: 2`, gives.
    static var settings: [LayerSetting<Self>] { get }

    /// A layer with the settings' defaults, to be filled in.
    init()

    /// Its settings in a few words behind the kind's name, such as ` 64, kernel 3`; empty where it has none.
    var words: String { get }

    /// The layer with channels and features multiplied by `factor`; itself where it has none.
    func scaled(by factor: Double) -> Self

    /// What it is made of, for an input of this shape.
    func structure(for input: Shape) -> LayerStructure
}

extension LayerKind {
    /// None.
    public static var settings: [LayerSetting<Self>] { [] }

    /// None.
    public var words: String { "" }

    /// Itself.
    public func scaled(by factor: Double) -> Self { self }
}

/// What a layer is made of.
public enum LayerStructure {
    /// An operation of its own.
    case primitive(Primitive)
    /// Other layers.
    case block(Block)
}

/// One setting of a kind of layer in the experiment file.
public struct LayerSetting<Kind>: Sendable {
    /// What the file says for it.
    public enum Value: Sendable {
        /// A whole number in a range.
        case integer(WritableKeyPath<Kind, Int> & Sendable, ClosedRange<Int>)
        /// An odd whole number in a range.
        case odd(WritableKeyPath<Kind, Int> & Sendable, ClosedRange<Int>)
        /// A number from 0 to below 1.
        case share(WritableKeyPath<Kind, Double> & Sendable)
        /// true or false.
        case boolean(WritableKeyPath<Kind, Bool> & Sendable)
        /// Layers, each with a name or named by its place.
        case layers(WritableKeyPath<Kind, [NamedLayer]> & Sendable)
    }

    /// Its key.
    public let key: String
    /// What the file says for it.
    public let value: Value
    /// Whether a layer is written without it where it is as a new one's.
    public let isQuiet: Bool

    /// A setting.
    public init(_ key: String, _ value: Value, isQuiet: Bool = false) {
        (self.key, self.value, self.isQuiet) = (key, value, isQuiet)
    }
}
