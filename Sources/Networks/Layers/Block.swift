/// Layers of which another one is made: branches on the same input, whose outputs are joined, and what comes after.
public struct Block: Sendable, Hashable {
    /// What becomes of the branches' outputs.
    public enum Join: String, Sendable, Hashable, CaseIterable {
        /// Channels one after the other, in the branches' order.
        case concatenation
        /// Added; all of one shape.
        case sum
        /// Multiplied; what has one position counts for all.
        case product
    }

    /// At least one, each of one layer after the other; one of no layers is the input itself.
    public var branches: [[NamedLayer]]
    /// What becomes of their outputs.
    public var join: Join
    /// Of what they are joined to.
    public var after: [NamedLayer]

    /// Branches side by side.
    public init(branches: [[NamedLayer]], joined join: Join, after: [NamedLayer] = []) {
        precondition(!branches.isEmpty, "a block has branches")
        (self.branches, self.join, self.after) = (branches, join, after)
    }

    /// A branch and a shortcut around it, added; the input itself where that has no layers.
    public init(branch: [NamedLayer], shortcut: [NamedLayer] = [], after: [NamedLayer] = []) {
        self.init(branches: [branch, shortcut], joined: .sum, after: after)
    }

    /// The shape that the branches' outputs are joined to.
    func joined(_ shapes: [Shape]) throws(ShapeMistake) -> Shape {
        var joined = shapes[0]
        for shape in shapes.dropFirst() {
            switch join {
            case .sum: guard shape == joined else { throw .unequal(joined, shape) }
            case .concatenation:
                guard shape.spatial == joined.spatial else { throw .unequal(joined, shape) }
                joined = Shape(
                    channels: try checkedSum(joined.channels, shape.channels), spatial: joined.spatial)
            case .product:
                let isOne = { (shape: Shape) in shape.spatial.allSatisfy { $0 == 1 } }
                guard shape.channels == joined.channels, shape.spatial.count == joined.spatial.count,
                    shape.spatial == joined.spatial || isOne(shape) || isOne(joined)
                else { throw .unequal(joined, shape) }
                if isOne(joined) { joined = shape }
            }
        }
        return joined
    }
}

/// A layer within a block, with its name there: what its tensors' names begin with, and what decides its initial
/// weights.
public struct NamedLayer: Sendable, Hashable {
    /// Such as `conv1`, or `downsample.0` for the first of a sequence; empty: its tensors are the block's own.
    public let name: String
    /// What it is.
    public let layer: Layer

    /// A layer with a name.
    public init(_ name: String, _ layer: Layer) { (self.name, self.layer) = (name, layer) }

    /// What its tensors' names begin with in a block whose names begin with `prefix`.
    public func prefix(in prefix: String) -> String { name.isEmpty ? prefix : "\(prefix)\(name)." }
}

extension [NamedLayer] {
    /// The layers with channels and features multiplied by `factor`.
    func scaled(by factor: Double) -> [NamedLayer] { map { NamedLayer($0.name, $0.layer.scaled(by: factor)) } }
}
