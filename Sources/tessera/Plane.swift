import Decomposition
import Reporting

/// What is drawn of a sample of two or three axes: the picture, or a volume's plane through its middle.
struct Plane {
    let shape: [Int]
    /// Volumes in RAS are looked at with x or y to the right and y or z upwards. All else row by row.
    let isAnatomical: Bool
    /// The axis across which a volume is cut; of pictures nil.
    let normal: Int?
    /// The axes that are drawn downwards (or upwards) and to the right.
    let rowAxis, columnAxis: Int

    /// The plane across the last of three axes, or the only one of two; nil for other samples.
    init?(of shape: [Int], isAnatomical: Bool) {
        guard (2...3).contains(shape.count) else { return nil }
        self.init(of: shape, isAnatomical: isAnatomical, normal: shape.count > 2 ? 2 : nil)
    }

    private init(of shape: [Int], isAnatomical: Bool, normal: Int?) {
        (self.shape, self.isAnatomical, self.normal) = (shape, isAnatomical, normal)
        let axes = shape.indices.filter { $0 != normal }
        (rowAxis, columnAxis) = isAnatomical ? (axes[1], axes[0]) : (axes[0], axes[1])
    }

    /// All planes through the middle: one of pictures, three of volumes; none for other samples.
    static func all(of shape: [Int], isAnatomical: Bool) -> [Plane] {
        switch shape.count {
        case 2: [Plane(of: shape, isAnatomical: isAnatomical, normal: nil)]
        case 3: [2, 1, 0].map { Plane(of: shape, isAnatomical: isAnatomical, normal: $0) }
        default: []
        }
    }

    var rows: Int { shape[rowAxis] }
    var columns: Int { shape[columnAxis] }

    /// The plane's values of a whole sample's.
    func cut(_ values: [UInt8], _ channels: Int) -> [UInt8] {
        var place = shape.map { $0 / 2 }
        return (0..<rows).flatMap { row in
            (0..<columns).flatMap { column in
                place[rowAxis] = isAnatomical ? rows - 1 - row : row
                place[columnAxis] = column
                let pixel = zip(place, shape).reduce(0) { $0 * $1.1 + $1.0 }
                return values[pixel * channels..<(pixel + 1) * channels]
            }
        }
    }

    /// The subdomains that the plane cuts, row by row as they are drawn. Where boxes overlap across the plane, the first
    /// that holds the middle.
    func areas(of boxes: [Box], grid: Grid) -> [(subdomain: Int, area: Area)] {
        var cell = shape.map { _ in 0 }
        func box() -> Int { zip(cell, grid.counts).reduce(0) { $0 * $1.1 + $1.0 } }
        if let normal {
            cell[normal] =
                (0..<grid.counts[normal]).first { index in
                    cell[normal] = index
                    return boxes[box()].ranges[normal].contains(shape[normal] / 2)
                } ?? 0
        }
        return (0..<grid.counts[rowAxis]).flatMap { row in
            (0..<grid.counts[columnAxis]).map { column in
                cell[rowAxis] = isAnatomical ? grid.counts[rowAxis] - 1 - row : row
                cell[columnAxis] = column
                let ranges = boxes[box()].ranges
                let (along, across) = (ranges[columnAxis], ranges[rowAxis])
                let drawn = isAnatomical ? rows - across.upperBound..<rows - across.lowerBound : across
                return (box(), Area(rows: drawn, columns: along))
            }
        }
    }
}
