import Foundation
import TesseraDatasets
import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraStrategies
import TesseraTraining

extension Dataset {
    /// Reads a data set as the command does: with progress on standard error.
    static func loadWithProgress(
        path: String, format: DatasetFormat? = nil, options: Options
    ) throws -> Dataset {
        let (line, telling) = told()
        defer { line.close() }
        var options = options
        (options.progress, options.notice) = (telling.progress, telling.notice)
        return try load(path: path, format: format, options: options)
    }

    /// Reads an experiment's data likewise, at `path` where that is not the experiment's `data.path`.
    static func loadWithProgress(of experiment: Experiment, path: String? = nil) throws -> Dataset {
        let (line, telling) = told()
        defer { line.close() }
        return try experiment.loadData(at: path, telling: telling)
    }

    /// A line that shows how far reading is, and what tells it.
    static func told() -> (StepLine, Telling) {
        let line = StepLine()
        return (
            line,
            Telling {
                line.show($0, done: $1, of: $2)
            } notice: {
                line.close()
                printError("note: \($0)")
            }
        )
    }
}
