import Foundation
import TesseraClassificationMetrics
import TesseraDatasets
import TesseraExperiments
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraPrediction
@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct PredictorTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func train(_ experiment: Experiment) throws -> Results {
        try ExperimentRun(
            experiment, dataset: tinyData, folder: RunFolder(path: place.path + "/run"), workers: 2, devices: [.cpu],
            observer: SilentObserver(), stop: StopFlag()
        ).run(arguments: [])
    }

    /// Large samples are read fewer at a time, in whole batches.
    @Test func samplesOf256MiBAtOnce() {
        #expect(Predictor.chunk(ofBytes: 3 * 32 * 32, batch: 100) == 256)
        #expect(Predictor.chunk(ofBytes: 2 << 20, batch: 50) == 100)
        #expect(Predictor.chunk(ofBytes: 64 << 20, batch: 8) == 4)
        #expect(Predictor.chunk(ofBytes: 1 << 30, batch: 8) == 1)
    }

    /// What training measured is what prediction finds, for every strategy and input of the fusion net.
    @Test(arguments: ["probabilities", "logProbabilities"]) func agreesWithTraining(input: String) throws {
        let results = try train(experiment("fusion: {hidden: [8], input: \(input)}"))
        let run = try TrainedRun(path: place.path + "/run")
        #expect(run.strategies == [Strategy].paper && run.defaultStrategy == .transfer)
        #expect(run.classes == tinyData.classes && run.shape == [8, 8])
        for result in results.strategies {
            let strategy = try #require([Strategy].paper[named: result.strategy])
            let predictions = try Predictor(run, strategy: strategy).predictions(of: tinyData.validation)
            let right = zip(predictions.decisions, tinyData.validation.labels).count { $0 == $1 }
            #expect(Double(right) / 30 == result.validation.accuracy, "\(strategy)")
            for sample in 0..<30 {
                #expect(abs(predictions.probabilities(of: sample).reduce(0, +) - 1) < 1e-5)
            }
        }
        for (index, local) in results.locals.enumerated() {
            let opinions = try Predictor(run, strategy: .average).predictions(of: tinyData.validation).opinions[index]
            let score = Score(logProbabilities: opinions.map { log($0) }, labels: tinyData.validation.labels)
            #expect(score.accuracy == local.validation.accuracy)
        }
    }

    /// Without one of N the mean is that of the others; a tie of two votes is decided by the surer one.
    @Test func withoutASubdomain() throws {
        _ = try train(experiment("strategies: [average, majority]"))
        let run = try TrainedRun(path: place.path + "/run")
        #expect(run.defaultStrategy == .majority)
        let average = try Predictor(run, strategy: .average).predictions(of: tinyData.validation, explained: true)
        #expect(average.opinions.count == 4 && average.without.count == 4)
        for left in 0..<4 {
            for place in 0..<90 {
                let others = (0..<4).filter { $0 != left }.map { average.opinions[$0][place] }
                #expect(abs(average.without[left].probabilities[place] - others.reduce(0, +) / 3) < 1e-5)
            }
        }
        let votes = try Predictor(run, strategy: .majority).predictions(of: tinyData.validation, explained: true)
        let thirds: Set<Float> = [0, 1 / 3, 2 / 3, 1]
        #expect(votes.without.allSatisfy { $0.probabilities.allSatisfy(thirds.contains) })
        #expect(try Predictor(run, strategy: .average).predictions(of: tinyData.validation).without.isEmpty)
    }

    @Test func whatIsNoTrainedRun() throws {
        #expect(throws: RunError.noRun(place.path)) { try TrainedRun(path: place.path) }
        _ = try train(experiment("strategies: [average]"))
        let run = try TrainedRun(path: place.path + "/run")
        #expect(throws: RunError.notTrained(place.path + "/run", .transfer, trained: [.average])) {
            try Predictor(run, strategy: .transfer)
        }
        try FileManager.default.removeItem(atPath: place.path + "/run/results.json")
        #expect(throws: RunError.nothingTrained(place.path + "/run")) { try TrainedRun(path: place.path + "/run") }
    }
}
