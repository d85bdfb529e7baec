import TesseraDatasets
import TesseraExperiments
import TesseraPlainText
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

/// The samples that a run is measured on, and what they are to it.
public struct MeasuredSamples {
    /// With the run's numbers of the classes.
    public let samples: any SampleSource
    /// A part of the run's data, such as `validation`, or the path of other data.
    public let part: String
    /// What there is to say about them besides; may be empty.
    public let remark: String
    /// How many of them have the values of a sample that the run was trained on; nil where that cannot be told.
    public let trainedOn: Int?
    /// What the user should know although nothing is wrong; nil: nothing.
    public var note: String?

    /// The validation samples of a run's own data, or its test samples where the data has both.
    public init(_ run: TrainedRun, of own: OwnData, telling: Telling = Telling()) throws {
        let measured = own.dataset.test ?? own.dataset.validation
        (samples, part) = (measured, own.dataset.test == nil ? "validation" : "test")
        remark = ""
        trainedOn = try run.fingerprints()?.recognized(measured.hashes(telling.progress)).areTrainedOn.count { $0 }
    }

    /// Those in `path`: where they are all the run's own, the ones that it was not trained on, as far as there are any;
    /// else the test or validation part, or all where there are no parts.
    ///
    /// - Throws: `DatasetError`; `EvaluationError` where they are not of the run's kind.
    public init(_ run: TrainedRun, in path: String, telling: Telling = Telling()) throws {
        var options = run.dataOptions
        options.cache = run.experiment.data.cache ? .ofUser : nil
        // Data whose form cannot be changed are of the right one, or refused below.
        if ![.images, .volumes].contains(run.format) { options.form.size = nil }
        options.validation = 1
        (options.progress, options.notice, options.badFile) = (telling.progress, telling.notice, telling.badFile)
        let dataset = try Dataset.load(path: path, format: run.format, options: options)
        try run.check(dataset, at: path)
        let numbers = dataset.classes.map { run.classes.firstIndex(of: $0) ?? 0 }
        let parts = [dataset.training, dataset.validation] + (dataset.test.map { [$0] } ?? [])
        let all = Relabelled(JoinedSamples(parts), numbers)
        let other = parts[parts.count - 1]
        let first = all.count - other.count
        let looksLikeOwn = all.count == run.sampleCounts.values.reduce(0, +) && dataset.classes == run.classes
        guard let fingerprints = try run.fingerprints() else {
            (samples, part, remark, trainedOn) = (Relabelled(other, numbers), path, "", nil)
            if looksLikeOwn {
                note =
                    "\(path) has as many samples and the same classes as the run's own data; whether these are its training "
                    + "samples cannot be told, as the run keeps no hashes of them (samples.csv)"
            }
            return
        }
        let found = fingerprints.recognized(try all.hashes(telling.progress))
        let measured: [Int]
        if let own = Self.own(found, fingerprints, run.measuredPart, path) {
            (measured, part, remark) = own
        } else {
            (measured, part, remark) = (Array(first..<all.count), path, "")
        }
        if looksLikeOwn, found.parts.allSatisfy({ $0 == nil }) {
            note =
                "\(path) has as many samples and the same classes as the run's own data, but none with the same values; if "
                + "they are its own, another version of a library decodes them, and most of them were trained on"
        }
        samples = SampleSubset(all, measured)
        trainedOn = measured.count { found.areTrainedOn[$0] }
    }

    /// Which samples are measured on where all are the run's own, and what is to be said of them; nil where some are
    /// new, or all were trained on.
    private static func own(
        _ found: RecognizedSamples, _ run: SampleFingerprints, _ part: DataPart, _ path: String
    ) -> (indices: [Int], part: String, remark: String)? {
        let indices = found.indices(of: part)
        guard found.areAllKnown, !indices.isEmpty else { return nil }
        guard !found.isWhole else { return (indices, part.rawValue, "\(path) holds the run's own data") }
        let (some, all) = (Format.count(found.parts.count), Format.count(run.count))
        return (
            indices, part.rawValue,
            "\(Format.count(indices.count)) of the run's \(Format.count(run.count(of: part))); \(path) holds \(some) of "
                + "the \(all) samples of its own data"
        )
    }

    /// How many of them are no news to the run; nil: none, or nobody knows.
    public var warning: String? {
        guard let trainedOn, trainedOn > 0 else { return nil }
        return
            "\(Format.count(trainedOn)) of them \(trainedOn == 1 ? "equals a sample" : "equal samples") that the run was "
            + "trained on"
    }

    /// All of it in one line, such as `40 samples: validation`.
    public var heading: String {
        let words = "\(Format.count(samples.count)) \(samples.count == 1 ? "sample" : "samples"): \(part)"
        return ([words, remark, warning].compactMap { $0 }.filter { !$0.isEmpty }).joined(separator: "; ").printable()
    }
}
