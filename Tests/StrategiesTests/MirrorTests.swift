import TesseraDatasets
import TesseraExperiments
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraPrediction
@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

/// `evaluate.mirror`: each sample is looked at twice.
@Suite struct MirrorTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private static let strategies: [Strategy] = [
        .global, .average, .majority, .product, .cnnDNN, .attention, .coherent, .transfer,
    ]

    private func run(mirror: Bool, _ more: String = "", name: String) throws -> (run: TrainedRun, results: Results) {
        var experiment = try experiment(more)
        experiment.decomposition.levels = [[1, 1]]
        experiment.strategies = Self.strategies
        experiment.training.augmentation = .none
        experiment.training.learningRate = PerStage(0.01)
        experiment.evaluate.mirror = mirror
        let folder = RunFolder(path: "\(place.path)/\(name)")
        let results = try ExperimentRun(experiment, dataset: tinyData, folder: folder, workers: 2).run()
        return (try TrainedRun(path: folder.path), results)
    }

    /// A sample and the sample mirrored are decided alike, by all strategies; without it they are not.
    @Test(arguments: [true, false]) func aMirroredSampleIsTheSame(mirror: Bool) throws {
        let trained = try run(mirror: mirror, name: "run").run
        let samples = try #require(tinyData.validation as? Samples)
        let (rows, columns) = (samples.shape[0], samples.shape[1])
        var bytes: [UInt8] = []
        for row in 0..<samples.count * rows { bytes += samples.bytes[row * columns..<(row + 1) * columns].reversed() }
        let mirrored = Samples(shape: samples.shape, channels: 1, bytes: bytes, labels: samples.labels)
        let predictor = try Predictor(trained, strategies: Self.strategies)
        let (own, other) = try (predictor.predictionsOfAll(of: samples), predictor.predictionsOfAll(of: mirrored))
        for (strategy, (one, two)) in zip(Self.strategies, zip(own, other)) {
            let largest = zip(one.probabilities, two.probabilities).map { abs($0 - $1) }.max() ?? 1
            #expect(mirror ? largest < 1e-4 : largest > 1e-3, "\(strategy.name): \(largest)")
        }
    }

    /// What results say is what the trained run says when it is asked again, on opinions and on features.
    @Test(arguments: ["", "fusion: {input: features, hidden: [16, 8]}"]) func resultsAreWhatPredictionsSay(more: String)
        throws
    {
        let (trained, results) = try run(mirror: true, more, name: "run")
        let predictions = try Predictor(trained, strategies: Self.strategies).predictionsOfAll(of: tinyData.validation)
        for (result, prediction) in zip(results.strategies, predictions) {
            let right = zip(prediction.decisions, tinyData.validation.labels).count { $0 == $1 }
            #expect(result.validation.accuracy == Double(right) / 30, "\(result.strategy)")
        }
    }

    /// The class with most votes of both looks, whatever each of them decided.
    @Test func votesOfBothLooksCountTogether() {
        let first = Fused.votes(shares: [0.5, 0.1, 0.4, 0.5, 0.5, 0], decisions: [0, 1])
        let second = Fused.votes(shares: [0.1, 0.5, 0.4, 0.5, 0.5, 0], decisions: [1, 1])
        let both = first.averaged(with: second, classes: 3)
        #expect(both == .votes(shares: [0.3, 0.3, 0.4, 0.5, 0.5, 0], decisions: [2, 1]))
        let means = Fused.logProbabilities([0, -1000]).averaged(with: .logProbabilities([-1000, 0]), classes: 2)
        guard case .logProbabilities(let values) = means else { return #expect(Bool(false)) }
        #expect(values.allSatisfy { abs($0 + 0.6931) < 1e-3 })
    }
}
