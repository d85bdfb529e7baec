import Datasets
import Decomposition
import Reporting

extension Dataset {
    /// The first training samples of as many classes as there are, up to `count`, each with its subdomains; of volumes
    /// the slice through the middle of the last axis.
    ///
    /// - Throws: `CommandError` where samples are no pictures that can be shown; `DatasetError`.
    func picture(of grid: Grid, boxes: [Box], samples count: Int = 6) throws -> Raster {
        guard let plane = Plane(of: training.shape, isAnatomical: format == .volumes),
            [1, 3].contains(training.channels)
        else {
            throw CommandError(
                description: "--picture: samples of shape \(training.shape) with \(training.channels) channels cannot "
                    + "be drawn; they need two or three axes and 1 or 3 channels")
        }
        let firstOfClass = classes.indices.compactMap { training.labels.firstIndex(of: $0) }
        return SubdomainPicture(
            samples: try firstOfClass.prefix(count).map { index in
                SubdomainPicture.Sample(
                    rows: plane.rows, columns: plane.columns, channels: training.channels,
                    bytes: plane.cut(try training.values(of: index, in: training.wholeRegion), training.channels),
                    className: classes[training.labels[index]])
            },
            boxes: plane.areas(of: boxes, grid: grid), gridRows: grid.counts[plane.rowAxis],
            gridColumns: grid.counts[plane.columnAxis]
        ).draw()
    }
}

/// What is drawn of samples of two or three axes: their plane of the first two axes, at the middle of a third.
private struct Plane {
    let shape: [Int]
    /// Volumes in RAS are looked at as radiologists do from above: x to the right, y upwards. All else row by row.
    let isAnatomical: Bool

    init?(of shape: [Int], isAnatomical: Bool) {
        guard (2...3).contains(shape.count) else { return nil }
        self.shape = shape
        self.isAnatomical = isAnatomical
    }

    var rowAxis: Int { isAnatomical ? 1 : 0 }
    var columnAxis: Int { isAnatomical ? 0 : 1 }
    var rows: Int { shape[rowAxis] }
    var columns: Int { shape[columnAxis] }
    private var depth: Int { shape.count > 2 ? shape[2] : 1 }

    /// The plane's values of a whole sample's.
    func cut(_ values: [UInt8], _ channels: Int) -> [UInt8] {
        (0..<rows).flatMap { row in
            (0..<columns).flatMap { column in
                let (first, second) = isAnatomical ? (column, rows - 1 - row) : (row, column)
                let pixel = (first * shape[1] + second) * depth + depth / 2
                return values[pixel * channels..<(pixel + 1) * channels]
            }
        }
    }

    /// The boxes that the plane cuts, row by row.
    func areas(of boxes: [Box], grid: Grid) -> [Area] {
        let counts = grid.counts
        let layers = counts.count > 2 ? counts[2] : 1
        // Where boxes overlap in depth the first that holds the middle is drawn.
        let layer = counts.count > 2 ? (0..<layers).first { boxes[$0].ranges[2].contains(depth / 2) } ?? 0 : 0
        return (0..<counts[rowAxis]).flatMap { row in
            (0..<counts[columnAxis]).map { column in
                let (first, second) = isAnatomical ? (column, counts[1] - 1 - row) : (row, column)
                let ranges = boxes[(first * counts[1] + second) * layers + layer].ranges
                guard isAnatomical else { return Area(rows: ranges[0], columns: ranges[1]) }
                return Area(rows: rows - ranges[1].upperBound..<rows - ranges[1].lowerBound, columns: ranges[0])
            }
        }
    }
}
