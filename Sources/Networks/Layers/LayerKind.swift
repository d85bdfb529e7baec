/// A kind of layer: how the experiment file writes it, what it makes of a shape, and which tensors it has.
///
/// It is a primitive, which modules and exported graphs know how to compute, or a block, which is composed of other
/// layers and is computed, exported and counted by these. A further kind is a file beside the others, and a word in
/// ``Layer/kinds``.
public protocol LayerKind: Sendable, Hashable {
    /// What the experiment file calls it, such as `maxPool`.
    static var name: String { get }

    /// Its settings in the file; the first one is what the short form, such as `maxPool: 2`, gives, and is required
    /// where it is not quiet.
    static var settings: [LayerSetting<Self>] { get }

    /// A layer with the settings' defaults, to be filled in.
    init()

    /// Its settings in a few words behind the kind's name, such as ` 64, kernel 3`; empty where it has none.
    var words: String { get }

    /// What is wrong with settings that do not go together; nil: nothing.
    var mistake: String? { get }

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

    /// Nothing.
    public var mistake: String? { nil }

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
        /// A number in a range.
        case number(WritableKeyPath<Kind, Double> & Sendable, ClosedRange<Double>)
        /// A number from 0 to below 1.
        case share(WritableKeyPath<Kind, Double> & Sendable)
        /// true or false.
        case boolean(WritableKeyPath<Kind, Bool> & Sendable)
        /// Layers, each with a name or named by its place.
        case layers(WritableKeyPath<Kind, [NamedLayer]> & Sendable)
        /// Lists of such layers.
        case branches(WritableKeyPath<Kind, [[NamedLayer]]> & Sendable)
        /// What stands around an input: half, same, a number, or one for in front and one for behind.
        case padding(WritableKeyPath<Kind, Padding> & Sendable)
        /// How branches are joined.
        case join(WritableKeyPath<Kind, Block.Join> & Sendable)
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
