import Datasets
import Experiments
import Foundation
import Reporting
import Training

extension Dataset {
    /// Reads a data set as the command does: with progress on standard error.
    static func loadWithProgress(
        path: String, format: DatasetFormat? = nil, options: Options
    ) throws -> Dataset {
        let line = StepLine()
        defer { line.close() }
        var options = options
        options.progress = { line.show($0, done: $1, of: $2) }
        options.notice = {
            line.close()
            printError("note: \($0)")
        }
        return try load(path: path, format: format, options: options)
    }

    /// Reads an experiment's data, decoded samples from the user's cache where the experiment allows it.
    ///
    /// - Parameter path: where they are, where that is not the experiment's `data.path`.
    static func loadWithProgress(of experiment: Experiment, path: String? = nil) throws -> Dataset {
        var options = experiment.dataOptions
        options.cache = experiment.data.cache ? .ofUser : nil
        return try loadWithProgress(
            path: path ?? experiment.data.path, format: experiment.data.format.known, options: options)
    }
}

extension SampleCache {
    /// The user's own: `samples` in `TESSERA_CACHE`, else in `tessera` in `XDG_CACHE_HOME` or `~/.cache`; nil where none of
    /// them is set.
    static var ofUser: SampleCache? {
        let environment = ProcessInfo.processInfo.environment
        func folder(_ name: String, _ rest: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 + rest }
        }
        let base =
            folder("TESSERA_CACHE", "") ?? folder("XDG_CACHE_HOME", "/tessera") ?? folder("HOME", "/.cache/tessera")
        return base.map { SampleCache(folder: "\($0)/samples") }
    }
}
