import TesseraDecomposition
import TesseraReporting

/// A plane through the middle of samples of two or three axes: what a page can show of them.
package struct SampleSlice {
    /// What it is called; empty where there is just one.
    package let title: String
    private let shape: [Int]
    package let rowAxis, columnAxis: Int
    /// Whether rows go upwards, as those of volumes in RAS do.
    private let goesUp: Bool

    /// The planes that samples of `shape` are shown by; the first is the one to show where there is room for one.
    ///
    /// - Parameters:
    ///   - shape: the lengths of the samples' axes.
    ///   - isAnatomical: whether the axes are x, y and z in RAS.
    /// - Returns: one plane of pictures, three of volumes, none of anything else.
    package static func all(of shape: [Int], isAnatomical: Bool) -> [SampleSlice] {
        func slice(_ title: String, _ rows: Int, _ columns: Int) -> SampleSlice {
            SampleSlice(title: title, shape: shape, rowAxis: rows, columnAxis: columns, goesUp: isAnatomical)
        }
        switch shape.count {
        case 2: return [SampleSlice(title: "", shape: shape, rowAxis: 0, columnAxis: 1, goesUp: false)]
        case 3 where isAnatomical: return [slice("axial", 1, 0), slice("coronal", 2, 0), slice("sagittal", 2, 1)]
        case 3: return [slice("axes 0, 1", 0, 1), slice("axes 0, 2", 0, 2), slice("axes 1, 2", 1, 2)]
        default: return []
        }
    }

    package var rows: Int { shape[rowAxis] }
    package var columns: Int { shape[columnAxis] }
    /// All of it.
    package var area: Area { Area(rows: 0..<rows, columns: 0..<columns) }

    /// Where each pixel of the plane lies in a sample, row by row.
    private var places: [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        let middle = shape.indices.filter { $0 != rowAxis && $0 != columnAxis }
            .reduce(0) { $0 + shape[$1] / 2 * strides[$1] }
        return (0..<rows).flatMap { row in
            let along = goesUp ? rows - 1 - row : row
            return (0..<columns).map { middle + along * strides[rowAxis] + $0 * strides[columnAxis] }
        }
    }

    /// The plane's values of a whole sample's; channels that are no colours become their mean.
    package func cut(_ values: [UInt8], channels: Int) -> [UInt8] {
        places.flatMap { place -> [UInt8] in
            let pixel = values[place * channels..<(place + 1) * channels]
            if channels == 1 || channels == 3 { return Array(pixel) }
            return [UInt8(pixel.reduce(0) { $0 + Int($1) } / channels)]
        }
    }

    /// A picture of values that `cut` gave, or of their means.
    package func picture(_ values: [UInt8]) -> Raster {
        Raster(width: columns, height: rows, channels: values.count / (rows * columns), bytes: values)
    }

    /// The subdomains that the plane cuts, row by row as they are drawn.
    ///
    /// Where boxes overlap across the plane, the first that holds the middle.
    package func areas(of boxes: [Box], grid: Grid) -> [(subdomain: Int, area: Area)] {
        let counts = grid.counts
        var cell = counts.map { _ in 0 }
        func box() -> Int { zip(cell, counts).reduce(0) { $0 * $1.1 + $1.0 } }
        for axis in counts.indices where axis != rowAxis && axis != columnAxis {
            cell[axis] =
                (0..<counts[axis]).first { index in
                    cell[axis] = index
                    return boxes[box()].ranges[axis].contains(shape[axis] / 2)
                } ?? 0
        }
        return (0..<counts[rowAxis]).flatMap { row in
            (0..<counts[columnAxis]).compactMap { column in
                cell[rowAxis] = goesUp ? counts[rowAxis] - 1 - row : row
                cell[columnAxis] = column
                return area(of: boxes[box()]).map { (box(), $0) }
            }
        }
    }

    /// Where the plane cuts a box; nil where it does not.
    package func area(of box: Box) -> Area? {
        for axis in shape.indices where axis != rowAxis && axis != columnAxis {
            guard box.ranges[axis].contains(shape[axis] / 2) else { return nil }
        }
        let across = box.ranges[rowAxis]
        return Area(
            rows: goesUp ? rows - across.upperBound..<rows - across.lowerBound : across,
            columns: box.ranges[columnAxis])
    }
}
