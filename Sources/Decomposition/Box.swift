/// A box of pixels or voxels: one half-open range of coordinates per axis, in any number of dimensions.
public struct Box: Sendable, Hashable, Codable {
    /// The coordinates the box covers, one range per axis, first axis first.
    public let ranges: [Range<Int>]

    /// The box that covers `ranges`.
    public init(_ ranges: [Range<Int>]) {
        self.ranges = ranges
    }

    /// The box that covers a whole picture of `shape`, whose sides must not be negative.
    public static func whole(_ shape: [Int]) -> Box {
        Box(shape.map { 0..<$0 })
    }

    /// The length of each side, in pixels.
    public var shape: [Int] {
        ranges.map(\.count)
    }

    /// The number of pixels inside.
    public var count: Int {
        shape.reduce(1, *)
    }
}

extension Box: CustomStringConvertible {
    /// The ranges, such as `[0..<16, 16..<32]`.
    public var description: String {
        "[\(ranges.map(\.description).joined(separator: ", "))]"
    }
}
