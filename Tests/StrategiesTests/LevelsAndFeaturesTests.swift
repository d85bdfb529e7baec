import Foundation
import TesseraDatasets
import TesseraExperiments
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct LevelsAndFeaturesTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func run(
        _ experiment: Experiment, on dataset: Dataset = tinyData, name: String = "run"
    ) throws -> (folder: RunFolder, results: Results) {
        let folder = RunFolder(path: "\(place.path)/\(name)")
        let run = try ExperimentRun(
            experiment, dataset: dataset, folder: folder, workers: 2, devices: [.cpu], observer: SilentObserver(),
            stop: StopFlag())
        return (folder, try run.run(arguments: []))
    }

    private func weights(_ id: NetworkID, _ folder: RunFolder) -> Data? {
        FileManager.default.contents(atPath: folder.network(id).weights)
    }

    /// The grid's networks are those of a run without levels, to the bit; what is shrunk in memory, once, is what is
    /// shrunk when it is read.
    @Test func theGridsNetworksAreAsWithout() throws {
        let alone = try run(experiment("strategies: [average]"), name: "alone")
        var withLevels = try experiment("strategies: [average, cnn-dnn]")
        withLevels.decomposition.levels = [[1, 1], [1, 2]]
        let found = try run(withLevels, name: "levels")
        let lazy = Dataset(
            format: .idx, classes: tinyData.classes, training: LazySamples(samples: bands(60, seed: 1)),
            validation: LazySamples(samples: bands(30, seed: 2)))
        let read = try run(withLevels, on: lazy, name: "read")
        for index in 0..<4 { #expect(weights(.local(index), alone.folder) == weights(.local(index), found.folder)) }
        for index in 0..<7 {
            #expect(weights(.local(index), found.folder) != nil)
            #expect(weights(.local(index), found.folder) == weights(.local(index), read.folder))
        }
        #expect(weights(.fusion, found.folder) == weights(.fusion, read.folder))
        #expect(alone.results.levels == nil && found.results.levels == [[1, 1], [1, 2]])
        #expect(found.results.parameters.local.count == 7 && found.results.locals.count == 7)
        #expect(found.results.imagePasses("average") == alone.results.imagePasses("average"))
    }

    /// Before they have learnt anything, nets on features decide as the local networks together do.
    @Test(arguments: [[[Int]](), [[1, 1]]]) func netsOnFeaturesBeginAsTheMean(levels: [[Int]]) throws {
        var experiment = try experiment("fusion: {input: features, hidden: [12, 8]}")
        experiment.decomposition.levels = levels
        experiment.strategies = [.product, .cnnDNN, .attention]
        experiment.training.learningRate = PerStage(
            [.cnnDNN: 1e-12, Strategy.attention.stage ?? .cnnDNN: 1e-12], others: 0.01)
        experiment.training.epochs = PerStage([.local: 10], others: 1)
        experiment.training.augmentation = .none
        experiment.network.width = 16
        let results = try run(experiment).results
        let scores = results.strategies.map(\.validation.accuracy)
        #expect(Set(scores).count == 1 && scores[0] > 0.4, "\(scores)")
    }

    /// In a model on features the local networks' class layers take no part: they stay as they were.
    @Test func classLayersStayWhereFeaturesAreAskedFor() throws {
        var experiment = try experiment("fusion: {input: features, hidden: [12, 8]}")
        experiment.strategies = [.coherent, .transfer]
        let folder = try run(experiment).folder
        let plan = try NetworkPlan(
            experiment, shape: tinyData.training.shape, channels: tinyData.training.channels, classes: 3)
        for index in 0..<4 {
            let (local, joined) = try (
                plan.localNetwork(index, key: .init(seed: 1), on: .cpu),
                plan.joinedNetwork(of: Transfer(), key: .init(seed: 1), on: .cpu)
            )
            try folder.network(.local(index)).readWeights(into: local.state)
            try folder.network(.transfer).readWeights(into: joined.state)
            for (own, other) in zip(local.classLayer, joined.locals[index].classLayer) {
                #expect(try own.tensor.floats == other.tensor.floats)
            }
            let (first, trained) = try (local.state[0].tensor.floats, joined.locals[index].state[0].tensor.floats)
            #expect(first != trained, "the other layers are trained")
        }
    }
}

extension Results {
    fileprivate func imagePasses(_ name: String) -> Int? { strategies.first { $0.strategy == name }?.imagePasses }
}
