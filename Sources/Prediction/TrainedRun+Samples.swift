import TesseraDatasets
import TesseraDecomposition
import TesseraRandomness
import TesseraRuns
import TesseraStrategies
import TesseraTraining

extension TrainedRun {
    /// A data set in the parts that the run has; nil where its samples are not the run's.
    ///
    /// See `RunFolder`.
    ///
    /// - Throws: `DamagedFile` where a file of the run is damaged; `DatasetError`.
    public func ownParts(
        of dataset: Dataset, lookingAt part: DataPart? = nil, progress: Dataset.Progress? = nil
    ) throws -> Dataset? {
        try folder.ownParts(of: dataset, lookingAt: part, progress: progress)
    }

    /// Where its data lay when it was last trained, absolute; nil where that is not known.
    public var dataPath: String? { folder.dataPath }

    /// The hashes of its samples; nil where it keeps none.
    ///
    /// - Throws: `DamagedFile` where its `samples.csv` is damaged.
    public func fingerprints() throws -> SampleFingerprints? { try folder.readFingerprints() }

    /// Readers of what views show of samples, as they are; views of equally shrunk pictures share these.
    func readers(of views: [View], _ samples: any SampleSource) throws -> [BatchReader] {
        let pictures = try Dictionary(
            uniqueKeysWithValues: Set(views.map(\.picture)).map { picture in
                let source = samples.shrunk(to: picture)
                return (picture, try source.samples(in: source.wholeRegion))
            })
        return views.compactMap { view in
            pictures[view.picture].map {
                BatchReader(
                    samples: $0, box: view.box, normalization: normalization, augmentation: .none,
                    mirrorAxis: format.mirrorAxis(of: shape.count), key: RandomKey(seed: 0))
            }
        }
    }
}
