import Foundation
import TesseraDatasets
import TesseraEvaluating
import TesseraExperiments
import TesseraPrediction
import TesseraRuns
import TesseraStrategies
import TesseraTraining
import TestSupport
import Testing

/// What the command tells with `evaluate`, by the library alone.
@Suite struct EvaluationTests {
    private let place: TemporaryFolder
    private let run: TrainedRun

    init() throws {
        place = try TemporaryFolder()
        try place.writePictures(to: "data", count: 20)
        var experiment = Experiment(
            name: "tiny", data: .init(path: place.path + "/data"), decomposition: .init(grid: [1, 2]))
        experiment.network.architecture = .vgg3
        experiment.network.width = 4
        experiment.strategies = [.global, .average]
        experiment.training.epochs = PerStage(2)
        experiment.training.batchSize = 8
        experiment.data.cache = false
        _ = try ExperimentRun(experiment, in: RunFolder(path: place.path + "/run")).run()
        run = try TrainedRun(path: place.path + "/run")
    }

    @Test func ofTheRunsOwnData() throws {
        let samples = try MeasuredSamples(run, of: OwnData(of: run))
        #expect(samples.part == "validation" && samples.trainedOn == 0 && samples.samples.count == 8)
        let evaluation = try Evaluation(run, of: samples)
        #expect(evaluation.strategies.map(\.strategy) == [.global, .average])
        #expect(evaluation.locals.count == 2)
        let trained = try #require(try RunFolder(path: place.path + "/run").readResults())
        for (result, found) in zip(trained.strategies, evaluation.strategies) {
            #expect(result.validation.accuracy == found.metrics.accuracy)
        }
    }

    /// The run's own samples are known wherever they lie: of those only the ones that it was not trained on count.
    @Test func ofTheRunsDataInAnotherPlace() throws {
        try FileManager.default.moveItem(atPath: place.path + "/data", toPath: place.path + "/moved")
        let samples = try MeasuredSamples(run, in: place.path + "/moved")
        #expect(samples.part == "validation" && samples.samples.count == 8 && samples.warning == nil)
        #expect(throws: EvaluationError.self) { try OwnData(of: run) }
        #expect(try OwnData(of: run, at: place.path + "/moved").dataset.training.count == 32)
    }

    @Test func ofOtherClasses() throws {
        try place.writePictures(to: "other", classes: ["bus", "plane"], count: 3)
        let error = #expect(throws: EvaluationError.self) { try MeasuredSamples(run, in: place.path + "/other") }
        #expect(error?.description.contains("plane, which the run does not know") == true)
    }
}
