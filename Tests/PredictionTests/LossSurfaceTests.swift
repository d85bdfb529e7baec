import Foundation
import TesseraDatasets
import TesseraExperiments
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraPrediction
@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct LossSurfaceTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func trained() throws -> (TrainedRun, Results) {
        let results = try ExperimentRun(
            experiment("fusion: {hidden: [8]}\nstrategies: [global, average, coherent, transfer]"), dataset: tinyData,
            folder: RunFolder(path: place.path + "/run")
        ).run()
        return (try TrainedRun(path: place.path + "/run"), results)
    }

    @Test(arguments: [Strategy].paper.filter(\.hasLossSurface)) func theMiddleIsTheTrainedModel(strategy: Strategy)
        throws
    {
        let (run, results) = try trained()
        let surface = try run.lossSurface(
            of: strategy, on: tinyData.training, radius: 1, points: 3, workers: 2)
        let result = try #require(results.strategies.first { $0.strategy == strategy.name })
        #expect(surface.end == result.training.loss)
        #expect(surface.accuracies[4] == result.training.accuracy)
        #expect(surface.losses.count == 9 && surface.places == [-1, 0, 1])
        #expect(Set(surface.losses).count == 9, "the loss differs everywhere")
        #expect(surface.csv.split(separator: "\n").count == 10)
        #expect(surface.meanLoss(at: 0) == surface.end)
        let others = surface.losses.reduce(0, +) - surface.end
        #expect(abs(surface.meanLoss(at: 1) - others / 8) < 1e-9, "corners are 1.41 away, no more than half a step off")
    }

    @Test func theNumberOfWorkersDoesNotMatter() throws {
        let (run, _) = try trained()
        let surfaces = try [1, 3].map {
            try run.lossSurface(of: .coherent, on: tinyData.validation, radius: 0.5, points: 5, workers: $0).losses
        }
        #expect(surfaces[0] == surfaces[1])
    }

    @Test func aStrategyThatIsNotTrained() throws {
        _ = try ExperimentRun(
            experiment("strategies: [average]"), dataset: tinyData, folder: RunFolder(path: place.path + "/run")
        ).run()
        let run = try TrainedRun(path: place.path + "/run")
        #expect(throws: RunError.notTrained(run.path, .coherent, trained: [.average])) {
            try run.lossSurface(of: .coherent, on: tinyData.validation, radius: 1, points: 3, workers: 1)
        }
    }

    /// Li and others 2018, section 4: each filter of the direction is as long as the weights' own.
    @Test func filtersAreAsLongAsTheWeights() {
        let weights: [Float] = [3, 4, 0, 0, 0, 2]
        let direction = FilterNormalizedDirection.normalized([1, 0, 5, 5, 0, -7], as: weights, filters: 3)
        #expect(direction == [5, 0, 0, 0, 0, -2])
        #expect(FilterNormalizedDirection.normalized([0, 0], as: [1, 1], filters: 1) == [0, 0])
    }

    @Test func onlyWeightsMove() throws {
        let state = try [("weight", [2, 3], true), ("bias", [2], true), ("running_mean", [2], false)].map {
            NamedTensor($0.0, try Tensor.full($0.1, 1), isTrained: $0.2)
        }
        let steps = try FilterNormalizedDirection(state, key: key).steps
        #expect(steps.map { $0 == nil } == [false, true, true])
    }
}
