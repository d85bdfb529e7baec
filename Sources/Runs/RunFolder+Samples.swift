import Foundation
import TesseraDatasets
import TesseraFiles
import TesseraTraining

extension RunFolder {
    package var samplesFile: String { path + "/samples.csv" }

    /// The hashes of the run's samples; nil where it keeps none, as runs of older versions.
    ///
    /// - Throws: `DamagedFile` where the file is damaged.
    public func readFingerprints() throws -> SampleFingerprints? {
        guard FileManager.default.fileExists(atPath: samplesFile) else { return nil }
        // A line of a sample takes some 30 bytes.
        let bytes = try readFile(at: samplesFile, limit: 1 << 30)
        guard let fingerprints = SampleFingerprints(csv: String(decoding: bytes, as: UTF8.self)) else {
            throw DamagedFile(
                samplesFile,
                "it is no list of a run's samples; remove it, the run does without, or makes it again "
                    + "where a training goes on")
        }
        return fingerprints
    }

    /// Keeps the hashes of the run's samples; nil: it is to have none.
    package func write(_ fingerprints: SampleFingerprints?) throws {
        if let fingerprints {
            // One that is there has been checked: in the same parts the order is of no use to anyone.
            guard !FileManager.default.fileExists(atPath: samplesFile) else { return }
            try replaceFile(at: samplesFile, with: Array(fingerprints.csv.utf8))
        } else {
            try removeFile(samplesFile)
        }
    }

    /// Checks that a training on samples with these hashes may use the folder; changes nothing.
    ///
    /// - Throws: `RunError` where the run has others.
    package func check(for fingerprints: SampleFingerprints?) throws {
        guard let fingerprints, let stored = try readFingerprints() else { return }
        guard stored.isSame(as: fingerprints) else { throw RunError.otherData(path) }
    }

    /// The absolute path of the run's data where it was last trained; nil where that is not known.
    public var dataPath: String? { (try? readData())?.path }

    /// A data set in the parts that the run has.
    ///
    /// They are known by their hashes, whatever their order and names. A run without `samples.csv` goes by the numbers
    /// of samples, mean and deviation.
    ///
    /// - Parameters:
    ///   - dataset: the data set as it is read now.
    ///   - part: the one part that is of interest; where it is as the run had it, no other samples are read. nil: all
    ///     are.
    ///   - progress: told how far reading the samples is.
    /// - Returns: `dataset` itself where it has the run's parts; nil where its samples are not the run's.
    /// - Throws: `DamagedFile` where a file of the run is damaged, `FileError` where it cannot be read; `DatasetError`.
    public func ownParts(
        of dataset: Dataset, lookingAt part: DataPart? = nil, progress: Dataset.Progress? = nil
    ) throws -> Dataset? {
        guard let record = try readData(), record.format == dataset.format.rawValue, record.classes == dataset.classes,
            record.shape == dataset.training.shape, record.channels == dataset.training.channels
        else { return nil }
        guard let stored = try readFingerprints() else {
            guard record.samples == dataset.summary.sampleCounts else { return nil }
            let found = DataRecord(dataset.summary, try Normalization(of: dataset.training))
            return found.isSame(as: record.fresh) ? dataset : nil
        }
        guard stored.count == dataset.parts.reduce(0, { $0 + $1.samples.count }) else { return nil }
        if let part, record.samples == dataset.summary.sampleCounts,
            let samples = dataset.parts.first(where: { $0.part == part })?.samples,
            stored.isPart(part, try samples.hashes(progress))
        {
            return dataset
        }
        let found = try SampleFingerprints(dataset.parts, progress: progress)
        return found.isSame(as: stored) ? dataset : dataset.divided(as: stored, found)
    }
}

extension Dataset {
    /// The parts there are.
    package var parts: [(part: DataPart, samples: any SampleSource)] {
        [(.training, training), (.validation, validation)] + (test.map { [(.test, $0)] } ?? [])
    }

    /// The same samples in a run's parts; nil where they are others.
    fileprivate func divided(as run: SampleFingerprints, _ found: SampleFingerprints) -> Dataset? {
        let all = JoinedSamples(parts.map(\.samples))
        let recognized = run.recognized(found.hashes)
        guard recognized.isWhole else { return nil }
        let training = all.labels.indices.filter { recognized.parts[$0]?.isTraining ?? false }
        let test = recognized.indices(of: .test)
        return Dataset(
            format: format, classes: classes, training: SampleSubset(all, training),
            validation: SampleSubset(all, recognized.indices(of: .validation)),
            test: test.isEmpty ? nil : SampleSubset(all, test))
    }
}

extension DataRecord {
    /// The record without what networks began with.
    fileprivate var fresh: DataRecord {
        var record = self
        record.start = nil
        return record
    }

    /// Whether another one is of the same data, wherever they lie, and of networks that began alike.
    package func isSame(as other: DataRecord) -> Bool {
        var (own, other) = (self, other)
        (own.path, other.path) = (nil, nil)
        return own == other
    }

    /// The record of the same data where they lie now; a path at which nothing is is none.
    package func lying(at path: String) -> DataRecord {
        var record = self
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        record.path = FileManager.default.fileExists(atPath: absolute) ? absolute : nil
        return record
    }
}
