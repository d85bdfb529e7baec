import TesseraDatasets
import TesseraDecomposition
import TesseraReporting

extension Dataset {
    /// The first training samples of as many classes as there are, up to `count`, each with its subdomains; of volumes
    /// the slice through the middle of the last axis.
    ///
    /// - Throws: `ReportError` where samples are no pictures that can be shown; `DatasetError`.
    package func picture(of grid: Grid, boxes: [Box], samples count: Int = 6) throws -> Raster {
        guard let plane = SampleSlice.all(of: training.shape, isAnatomical: format == .volumes).first,
            [1, 3].contains(training.channels)
        else {
            throw ReportError(
                description: "--picture: samples of shape \(training.shape) with \(training.channels) channels cannot "
                    + "be drawn; they need two or three axes and 1 or 3 channels")
        }
        let firstOfClass = classes.indices.compactMap { training.labels.firstIndex(of: $0) }
        return SubdomainPicture(
            samples: try firstOfClass.prefix(count).map { index in
                SubdomainPicture.Sample(
                    rows: plane.rows, columns: plane.columns, channels: training.channels,
                    bytes: plane.cut(
                        try training.values(of: index, in: training.wholeRegion), channels: training.channels),
                    className: classes[training.labels[index]])
            },
            boxes: plane.areas(of: boxes, grid: grid).map(\.area), gridRows: grid.counts[plane.rowAxis],
            gridColumns: grid.counts[plane.columnAxis]
        ).draw()
    }
}
