import TesseraClassificationMetrics
import TesseraDatasets
import TesseraExperiments
import TesseraPrediction
import TesseraRandomness
import TesseraReporting
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// What a run's strategies, and its local networks by themselves, are worth on some samples.
public struct Evaluation {
    /// Whose strategies.
    public let run: TrainedRun
    /// Of two classes the number of the one that is looked for: sensitivity is its recall.
    public let positive: Int
    /// What was measured on.
    public let measured: MeasuredSamples
    /// What each strategy says of each sample.
    public let predictions: [(strategy: Strategy, predictions: Predictions)]
    /// The measures of each strategy.
    public let strategies: [(strategy: Strategy, metrics: Metrics)]
    /// The measures of each local network by itself, in the grid's order; empty where no strategy is made of them.
    public let locals: [Metrics]

    /// The samples, with the run's numbers of the classes.
    public var samples: any SampleSource { measured.samples }
    /// What messages call what was measured on: a part of the run's data, or the path of other data.
    public var part: String { measured.part }

    /// Asks all strategies about samples.
    ///
    /// - Parameters:
    ///   - run: whose strategies.
    ///   - measured: the samples.
    ///   - positive: of two classes the number of the one that is looked for.
    ///   - device: where it is computed.
    ///   - telling: who is told how it goes.
    /// - Throws: `DatasetError`; what asking the networks may throw.
    public init(
        _ run: TrainedRun, of measured: MeasuredSamples, positive: Int = 1, on device: Device = .cpu,
        telling: Telling = Telling()
    ) throws {
        (self.run, self.measured, self.positive) = (run, measured, positive)
        let samples = measured.samples
        let predictor = try Predictor(run, strategies: run.strategies, on: device)
        let count = samples.count
        let all = try predictor.predictionsOfAll(of: samples) { telling.progress?("asking the networks", $0, count) }
        predictions = Array(zip(run.strategies, all))
        let labels = samples.labels
        func metrics(_ predictions: Predictions, areVotes: Bool = false) -> Metrics {
            Metrics(
                probabilities: predictions.probabilities, decisions: predictions.decisions, labels: labels,
                classes: run.classes.count, positive: positive, areVotes: areVotes,
                key: RandomKey(seed: UInt64(run.experiment.seed)))
        }
        strategies = predictions.map { ($0, metrics($1, areVotes: $0.areVotes)) }
        // Those of coherent and transfer are parts of one model, and no networks by themselves.
        let local = predictions.first { $0.strategy.structure == .independent }?.predictions
        locals = local.map { local in local.opinions.indices.map { metrics(local.byLocal($0)) } } ?? []
    }

    /// Of two classes the name of the one that is looked for; nil of more.
    public var positiveClass: String? { run.classes.count == 2 ? run.classes[positive] : nil }

    /// The measures of the run's default strategy.
    public var described: (strategy: Strategy, metrics: Metrics)? {
        strategies.first { $0.strategy == run.defaultStrategy }
    }
}
