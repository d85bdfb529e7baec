import Foundation
import TesseraDatasets
import TesseraExperiments
import TesseraRandomness
import TesseraTraining

/// Who is told how reading goes.
public struct Telling: Sendable {
    /// Told how far it is.
    public var progress: Dataset.Progress?
    /// Told what the user should know although nothing is wrong.
    public var notice: (@Sendable (String) -> Void)?
    /// Told of each file that cannot be read, which then is left out; nil: one such file fails all.
    public var badFile: (@Sendable (DatasetError) -> Void)?

    /// Nobody, or these.
    public init(progress: Dataset.Progress? = nil, notice: (@Sendable (String) -> Void)? = nil) {
        (self.progress, self.notice) = (progress, notice)
    }
}

extension Experiment {
    /// How the data are brought to one form, and which samples are held out; without a cache.
    public var dataOptions: Dataset.Options {
        var options = Dataset.Options()
        options.form = data.form
        options.labels = data.labels
        options.validation = data.validation
        options.key = RandomKey(seed: UInt64(seed)).derived("split")
        return options
    }

    /// Reads the data, decoded samples from the user's cache where `data.cache` allows it.
    ///
    /// - Parameters:
    ///   - path: where they are, where that is not `data.path`.
    ///   - telling: who is told how it goes.
    /// - Returns: the data in the experiment's form, a validation part held out where they have none.
    /// - Throws: `DatasetError`.
    public func loadData(at path: String? = nil, telling: Telling = Telling()) throws -> Dataset {
        var options = dataOptions
        options.cache = data.cache ? .ofUser : nil
        (options.progress, options.notice) = (telling.progress, telling.notice)
        return try Dataset.load(
            path: path ?? data.path, format: data.format, options: options)
    }

    /// Reads the data to train on in a run's folder: those at `data.path`; where a run goes on, and they are not its
    /// data or not there, those where they lay when it was last trained.
    ///
    /// - Returns: the data, and where they are.
    /// - Throws: `DatasetError`; whatever reading the run's folder throws.
    public func loadData(of folder: RunFolder, telling: Telling = Telling()) throws -> (Dataset, path: String) {
        let given = data.path
        guard folder.isBegun, let known = folder.dataPath, !isSamePlace(known, given),
            FileManager.default.fileExists(atPath: known), try folder.readExperiment().data.path == given
        else { return (try loadData(telling: telling), given) }
        let first = Result { try loadData(telling: telling) }
        if let dataset = try? first.get(), try folder.ownParts(of: dataset) != nil { return (dataset, given) }
        // Where neither is, the one that the user has named is refused.
        guard let second = try? loadData(at: known, telling: telling), try folder.ownParts(of: second) != nil
        else { return (try first.get(), given) }
        return (second, known)
    }
}

/// Whether two paths are of the same place, as they are spelt.
public func isSamePlace(_ one: String, _ other: String) -> Bool {
    func parts(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
    return parts(one) == parts(other)
}
