/// Layers of which another one is made: a branch and a shortcut around it, whose outputs are added, and what comes
/// after.
public struct Block: Sendable, Hashable {
    /// One layer after the other.
    public var branch: [NamedLayer]
    /// Beside the branch; empty: the input itself.
    public var shortcut: [NamedLayer]
    /// Of the sum.
    public var after: [NamedLayer]

    /// A block.
    public init(branch: [NamedLayer], shortcut: [NamedLayer] = [], after: [NamedLayer] = []) {
        (self.branch, self.shortcut, self.after) = (branch, shortcut, after)
    }
}

/// A layer within a block, with its name there: what its tensors' names begin with, and what decides its initial
/// weights.
public struct NamedLayer: Sendable, Hashable {
    /// Such as `conv1`, or `downsample.0` for the first of a sequence.
    public let name: String
    /// What it is.
    public let layer: Layer

    /// A layer with a name.
    public init(_ name: String, _ layer: Layer) { (self.name, self.layer) = (name, layer) }
}

extension [NamedLayer] {
    /// The layers with channels and features multiplied by `factor`.
    func scaled(by factor: Double) -> [NamedLayer] { map { NamedLayer($0.name, $0.layer.scaled(by: factor)) } }
}
