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
import TrainingSupport

/// What the command tells with `evaluate`, by the library alone.
@Suite struct EvaluationTests {
    private let place: TemporaryFolder
    private let run: TrainedRun

    init() throws {
        place = try TemporaryFolder()
        let experiment = try pictureExperiment(in: place, count: 20, epochs: 2, strategies: [.global, .average])
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
            #expect(result.validation.accuracy == found.metrics.score.accuracy)
        }
    }

    @Test func isToldInTablesAndAsJSON() throws {
        let evaluation = try Evaluation(run, of: MeasuredSamples(run, of: OwnData(of: run)), positive: 0)
        for word in ["strategy", "(local 1)", "global", "average", "the positive class is bus", "is \\ taken for"] {
            #expect(evaluation.text.contains(word), "\(word)")
        }
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data("\(evaluation.json)".utf8)) as? [String: Any])
        #expect(json["positive"] as? String == "bus" && json["samples"] as? Int == 8)
        let strategies = try #require(json["strategies"] as? [[String: Any]])
        #expect(strategies.map { $0["strategy"] as? String } == ["global", "average"])
        #expect(strategies[0]["accuracy"] as? Double == evaluation.strategies[0].metrics.score.accuracy)
        #expect((json["locals"] as? [[String: Any]])?.map { $0["subdomain"] as? Int } == [0, 1])
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
