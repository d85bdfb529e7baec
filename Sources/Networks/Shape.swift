/// The shape of one sample: channels and a size for every spatial axis, without the batch.
public struct Shape: Sendable, Hashable {
    /// Channels, or features where there are no spatial axes.
    public let channels: Int
    /// The size along each spatial axis, outermost first; empty for a flat sample.
    public let spatial: [Int]

    /// A shape with `channels` channels and the given spatial sizes, all positive.
    public init(channels: Int, spatial: [Int]) {
        precondition(channels > 0 && spatial.allSatisfy { $0 > 0 }, "sizes are positive: \(channels), \(spatial)")
        self.channels = channels
        self.spatial = spatial
    }

    /// The shape of a flat sample of `features` values.
    public static func flat(_ features: Int) -> Shape { Shape(channels: features, spatial: []) }
}

extension Shape: CustomStringConvertible {
    /// Channels and sizes joined by `x`, such as `3x32x32`.
    public var description: String { ([channels] + spatial).map(String.init).joined(separator: "x") }
}
