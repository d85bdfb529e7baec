/// A window that moves along each axis: of convolutions and pooling.
public struct Window: Sendable, Hashable {
    /// Its length along each axis.
    public let size: Int
    /// How far it moves.
    public let stride: Int
    /// What stands around the input.
    public let padding: Padding

    /// A window of `size` positions along each axis; without padding where nothing else is said.
    public init(_ size: Int, stride: Int, padding: Padding = .none) {
        (self.size, self.stride, self.padding) = (size, stride, padding)
    }

    /// What stands in front of an axis of `length` positions and behind it.
    func sides(of length: Int) -> (before: Int, after: Int) {
        switch padding {
        case .half: return (size / 2, size / 2)
        case .sides(let before, let after): return (before, after)
        case .same:
            let total = Swift.max(0, ((length - 1) / stride) * stride + size - length)
            return (total / 2, total - total / 2)
        }
    }

    /// The same for each axis, one after the other: before and after the first, before and after the second, ...
    public func paddings(of spatial: [Int]) -> [Int] {
        spatial.flatMap { length in
            let sides = sides(of: length)
            return [sides.before, sides.after]
        }
    }

    /// How many places it takes along an axis of `length` positions; 0: it does not fit.
    func places(along length: Int) -> Int {
        let sides = sides(of: length)
        let room = length + sides.before + sides.after - size
        return room < 0 ? 0 : room / stride + 1
    }
}

/// What stands around an input while a window moves along it: zeros, or for max pooling nothing that counts.
public enum Padding: Sendable, Hashable {
    /// Half the window on either side: odd windows of stride 1 keep the size.
    case half
    /// So much in front of each axis, and so much behind it.
    case sides(before: Int, after: Int)
    /// As much as leaves ceil(size / stride) places, what is odd of it behind: TensorFlow's `SAME`.
    case same

    /// Nothing.
    public static let none = Padding.sides(before: 0, after: 0)

    /// So much on either side.
    public static func both(_ size: Int) -> Padding { .sides(before: size, after: size) }
}

extension Padding: CustomStringConvertible {
    /// In words, such as `padding 1`, `padding 0 and 1` or `padding same`.
    public var description: String {
        switch self {
        case .half: "padding half"
        case .same: "padding same"
        case .sides(let before, let after): "padding \(before)" + (before == after ? "" : " and \(after)")
        }
    }
}
