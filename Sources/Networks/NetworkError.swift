/// Why a network does not fit its input.
public struct NetworkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with a layer's input.
    public enum Reason: Sendable, Hashable {
        /// The layer pools more pixels than are left; `smallest` is the smallest network input that works.
        case tooSmall(smallest: [Int])
        /// The layer needs spatial axes, but its input is flat.
        case needsSpatialAxes
        /// The layer needs a flat input.
        case needsFlatInput
        /// A block's branch and shortcut, or another branch, do not end in shapes that can be joined.
        case unequal(branch: Shape, shortcut: Shape)
        /// The channels do not go in so many groups.
        case ungrouped(Int)
        /// The layer would have more values than a 64-bit integer counts.
        case tooLarge
    }

    /// The network's name.
    public let network: String
    /// The layer's index, from 0.
    public let index: Int
    /// The layer.
    public let layer: Layer
    /// The shape that reaches the layer.
    public let input: Shape
    /// The network's input.
    public let networkInput: Shape
    /// What is wrong.
    public let reason: Reason

    /// One sentence: what is wrong, where, and what would be right.
    public var description: String {
        let place = "layer \(index) (\(layer)) of network \(network)"
        func sizes(_ spatial: [Int]) -> String { spatial.map(String.init).joined(separator: "x") }
        return switch reason {
        case .tooSmall(let smallest):
            "an input of \(sizes(networkInput.spatial)) is too small for \(place), which gets \(sizes(input.spatial)); "
                + "the smallest size that works is \(sizes(smallest))"
        case .needsSpatialAxes:
            "\(place) needs spatial axes, but gets \(input.channels) flat values; "
                + "put it before the flatten layer"
        case .needsFlatInput:
            "\(place) needs a flat input, but gets \(input); put a flatten layer before it"
        case .unequal(let branch, let shortcut):
            layer.kind is BranchesLayer
                ? "a branch of \(place) makes \(branch) of \(input), and another \(shortcut), which cannot be joined; "
                    + "give both the same sizes, and for a sum or product the same channels"
                : "the branch of \(place) makes \(branch) of \(input), and its shortcut \(shortcut); to be added both must be alike"
        case .ungrouped(let groups):
            "\(place) has \(groups) groups, but gets \(input); its channels and those of its input must be multiples of "
                + "that"
        case .tooLarge:
            "\(place) is too large to count: input \(input); use fewer channels or smaller kernels"
        }
    }
}
