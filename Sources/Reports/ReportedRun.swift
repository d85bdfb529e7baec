import TesseraClassificationMetrics
import TesseraDatasets
import TesseraEvaluating
import TesseraExperiments
import TesseraFiles
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// What a report tells of one run.
///
/// Whatever of it cannot be read is left out, and a note says why.
package struct ReportedRun {
    package let path: String
    package let experiment: Experiment
    /// The strategies that it may have, and the stages of their trainings.
    package let strategies: [Strategy]
    package let stages: [Stage]
    package let results: Results?
    /// The networks that were begun.
    package let networks: [NetworkRecord]
    package let environment: [(name: String, value: String)]
    /// The run as it can be asked; nil where nothing in it is trained.
    package let trained: TrainedRun?
    /// What its strategies make of its samples; nil where these, or weights, cannot be read.
    package let measured: Measured?
    /// Why something is missing.
    package let notes: [String]

    /// The measures of a run, and what can be seen of its samples.
    package struct Measured {
        /// What was measured on, such as `validation`, and how many samples that are.
        package let part: String
        package let count: Int
        /// How many of them are no news to the run; nil: none.
        package let warning: String?
        package let strategies: [(strategy: Strategy, metrics: Metrics)]
        /// Of each local network by itself.
        package let locals: [Metrics]
        package let pictures: SamplePictures
    }

    /// Reads the run in a folder, and asks its networks about its samples.
    ///
    /// - Parameters:
    ///   - path: the run's folder.
    ///   - data: where its data are now; nil: where they were.
    ///   - registry: the strategies that the run may have.
    ///   - errors: how many of the worst errors to show.
    ///   - device: where the networks are asked.
    ///   - telling: who is told how it goes.
    /// - Throws: `RunError` and `ExperimentError` where the folder holds no run; `EvaluationError` and `DatasetError`
    ///   where `data` is not the run's data; `TorchError`.
    package init(
        folder path: String, data: String? = nil, strategies registry: StrategyRegistry, errors: Int,
        on device: Device, telling: Telling = Telling()
    ) throws {
        self.path = path
        let folder = RunFolder(path: path, strategies: registry)
        (strategies, stages) = (registry.strategies, folder.stages)
        experiment = try folder.readExperiment()
        networks = folder.networks(subdomains: experiment.decomposition.localNetworks)
        environment = folder.environment
        var notes: [String] = []
        func attempt<Value>(_ body: () throws -> Value?) throws -> Value? {
            do {
                return try body()
            } catch  where isAboutFiles(error) {
                if !notes.contains("\(error)") { notes.append("\(error)") }
                return nil
            }
        }
        results = try attempt { try folder.readResults() }
        let trained = try attempt { try TrainedRun(path: path, strategies: registry) }
        self.trained = trained
        // What a user names must be right; what a run remembers may be out of date.
        let named = try trained.flatMap { run in try data.map { try OwnData(of: run, at: $0, telling: telling) } }
        measured = try attempt {
            guard let trained else { return nil }
            let samples = try MeasuredSamples(
                trained, of: named ?? OwnData(of: trained, telling: telling), telling: telling)
            let evaluation = try Evaluation(trained, of: samples, on: device, telling: telling)
            return Measured(
                part: evaluation.part, count: evaluation.samples.count,
                warning: samples.warning, strategies: evaluation.strategies,
                locals: evaluation.locals, pictures: try SamplePictures(evaluation, errors: errors))
        }
        self.notes = notes
    }

    /// How each local network does by itself, and on what: as measured, else as its training found.
    package var localAccuracies: (values: [Double], part: String) {
        if let measured, !measured.locals.isEmpty { return (measured.locals.map(\.score.accuracy), measured.part) }
        return (results?.locals.map(\.validation.accuracy) ?? [], "validation")
    }
}

/// Whether an error is about what lies on the disk, without which a page can be made; all else ends the command.
private func isAboutFiles(_ error: any Error) -> Bool {
    error is DatasetError || error is EvaluationError || error is RunError || error is DamagedFile
        || error is SafetensorsError
        || error is FileError
}
