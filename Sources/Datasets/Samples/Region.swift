import TesseraDecomposition

/// The part of each sample that is kept: for each axis, some of its coordinates.
///
/// Not a box, because a mirrored box lies elsewhere and what lies between the two need not be kept.
public struct Region: Sendable, Hashable {
    /// The kept coordinates of each axis, ascending.
    public let axes: [[Int]]

    /// These coordinates, ascending, at least one an axis.
    public init(_ axes: [[Int]]) {
        precondition(axes.allSatisfy { !$0.isEmpty }, "a region without coordinates: \(axes)")
        self.axes = axes
    }

    /// All of samples of `shape`.
    public init(of shape: [Int]) {
        axes = shape.map { Array(0..<$0) }
    }

    /// What is kept in either of two regions of equal samples, and what that takes with it: a region is a product of
    /// axes.
    public func union(_ other: Region) -> Region {
        Region(zip(axes, other.axes).map { Set($0).union($1).sorted() })
    }

    /// The number of kept pixels.
    public var count: Int { axes.reduce(1) { $0 * $1.count } }

    /// The smallest range of each axis that holds all that is kept.
    public var envelope: [Range<Int>] {
        axes.map { ($0.first ?? 0)..<($0.last ?? -1) + 1 }
    }

    /// Whether all of samples of `shape` is kept.
    public func isAll(of shape: [Int]) -> Bool { zip(axes, shape).allSatisfy { $0.count == $1 } }

    /// What of `values` is kept: row-major over `ranges`, `channels` values a pixel.
    func cut(_ values: [UInt8], of ranges: [Range<Int>], channels: Int) -> [UInt8] {
        if zip(axes, ranges).allSatisfy({ $0.count == $1.count }) { return values }
        var kept: [UInt8] = []
        kept.reserveCapacity(count * channels)
        func copy(axis: Int, from start: Int) {
            let rest = ranges[(axis + 1)...].reduce(channels) { $0 * $1.count }
            for coordinate in axes[axis] {
                let place = start + (coordinate - ranges[axis].lowerBound) * rest
                if axis == axes.count - 1 {
                    kept += values[place..<place + channels]
                } else {
                    copy(axis: axis + 1, from: place)
                }
            }
        }
        copy(axis: 0, from: 0)
        return kept
    }
}
