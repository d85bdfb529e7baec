import Datasets
import Decomposition
import Reporting

extension Dataset {
    /// The first training samples of as many classes as there are, up to `count`, each with its subdomains.
    ///
    /// - Throws: `CommandError` where samples are no pictures that can be shown; `DatasetError`.
    func picture(of grid: Grid, boxes: [Box], samples count: Int = 6) throws -> Raster {
        guard training.shape.count == 2, [1, 3].contains(training.channels) else {
            throw CommandError(
                description: "--picture: samples of shape \(training.shape) with \(training.channels) channels cannot "
                    + "be drawn; images need two axes and 1 or 3 channels")
        }
        let firstOfClass = classes.indices.compactMap { training.labels.firstIndex(of: $0) }
        return SubdomainPicture(
            samples: try firstOfClass.prefix(count).map { index in
                SubdomainPicture.Sample(
                    rows: training.shape[0], columns: training.shape[1], channels: training.channels,
                    bytes: try training.values(of: index, in: training.wholeRegion),
                    className: classes[training.labels[index]])
            },
            boxes: boxes.map { Area(rows: $0.ranges[0], columns: $0.ranges[1]) }, gridRows: grid.counts[0],
            gridColumns: grid.counts[1]
        ).draw()
    }
}
