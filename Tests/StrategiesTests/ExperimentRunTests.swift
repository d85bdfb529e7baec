import Foundation
import TesseraDatasets
import TesseraExperiments
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct ExperimentRunTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func run(_ experiment: Experiment, observer: any TrainingObserver = SilentObserver()) throws
        -> ExperimentRun
    {
        try ExperimentRun(
            experiment, dataset: tinyData, folder: RunFolder(path: place.path + "/run"), workers: 2, devices: [.cpu],
            observer: observer, stop: StopFlag())
    }

    @Test func comparesAllStrategies() throws {
        let experiment = try experiment()
        let results = try run(experiment).run(arguments: [])
        #expect(results.strategies.map(\.strategy) == [Strategy].paper.map(\.name))
        #expect(results.locals.map(\.subdomain) == [0, 1, 2, 3] && results.parameters.local.count == 4)
        let passes = Dictionary(uniqueKeysWithValues: results.strategies.map { ($0.strategy, $0.imagePasses) })
        #expect(
            passes == [
                "global": 60, "average": 120, "majority": 120, "cnn-dnn": 120, "coherent": 60, "transfer": 180,
            ])
        for result in results.strategies {
            #expect((0...1).contains(result.validation.accuracy) && (0...1).contains(result.training.accuracy))
            #expect(result.parallelSeconds > 0 && result.parallelSeconds <= result.seconds)
            #expect((result.validation.loss == nil) == (result.strategy == "majority"))
        }
        let slowest = try #require(results.locals.map(\.seconds).max())
        #expect(results.strategies[1].parallelSeconds == slowest)
        #expect(results.strategies[1].seconds == results.locals.reduce(0) { $0 + $1.seconds })
    }

    /// All strategies on volumes, with overlap and rotation; and what is read when asked for trains to the same bits as
    /// what is in memory.
    @Test(arguments: [Experiment.Architecture.vgg3, .resnet20])
    func volumesAndRegions(_ architecture: Experiment.Architecture) throws {
        let training = blocks(24, seed: 1)
        let validation = blocks(12, seed: 2)
        var bits: [[Data?]] = []
        for (name, isLazy) in [("memory", false), ("lazy", true)] {
            var experiment = try experiment(grid: "[2, 2, 1]", "fusion: {hidden: [8]}")
            experiment.network.architecture = architecture
            experiment.network.width = 2
            experiment.decomposition.overlap = 1
            experiment.training.augmentation.rotate = 15
            experiment.training.augmentation.shift = 1
            let data = Dataset(
                format: .volumes, classes: ["above", "below"],
                training: isLazy ? LazySamples(samples: training) : training,
                validation: isLazy ? LazySamples(samples: validation) : validation)
            let run = try ExperimentRun(
                experiment, dataset: data, folder: RunFolder(path: "\(place.path)/\(name)"), workers: 2,
                devices: [.cpu], observer: SilentObserver(), stop: StopFlag())
            let results = try run.run(arguments: [])
            #expect(results.strategies.map(\.strategy) == [Strategy].paper.map(\.name))
            #expect(results.grid == [2, 2, 1] && results.overlap == 1)
            bits.append(
                ["local/00", "local/03", "global", "cnn-dnn", "coherent", "transfer"].map {
                    place.bytes("\(name)/\($0)/weights.safetensors")
                })
        }
        #expect(bits[0] == bits[1] && !bits[0].contains(nil))
    }

    @Test func classesCanCountTheSame() throws {
        var bits: [Data?] = []
        for (name, weights) in [("even", Experiment.ClassWeights.none), ("balanced", .balanced)] {
            var experiment = try experiment(grid: "[1, 2]", "strategies: [average]")
            experiment.training.classWeights = weights
            let all = bands(60, seed: 1)
            // Of the first class only every fourth sample.
            let skewed = all.subset((0..<60).filter { $0 % 3 != 0 || $0 % 12 == 0 })
            let run = try ExperimentRun(
                experiment,
                dataset: Dataset(format: .idx, classes: tinyData.classes, training: skewed, validation: all),
                folder: RunFolder(path: "\(place.path)/\(name)"), workers: 1, devices: [.cpu],
                observer: SilentObserver(), stop: StopFlag())
            #expect(run.classWeights(skewed.labels) == (weights == .none ? nil : [3, 0.75, 0.75]))
            _ = try run.run(arguments: [])
            bits.append(place.bytes("\(name)/local/00/weights.safetensors"))
        }
        #expect(bits[0] != bits[1])
    }

    @Test func aFinishedRunIsNotTrainedAgain() throws {
        let experiment = try experiment(grid: "[1, 2]", "strategies: [average, majority]")
        let first = try run(experiment).run(arguments: [])
        let listener = Listener()
        let again = try run(experiment, observer: listener).run(arguments: [])
        #expect(again.strategies.map(\.validation) == first.strategies.map(\.validation))
        #expect(listener.events.isEmpty)
    }

    @Test func choicesAreMadeOnAHeldOutShare() throws {
        var experiment = try experiment(grid: "[1, 2]", "strategies: [average, cnn-dnn]")
        experiment.training.restoreBest = true
        #expect(throws: RunError.nothingToChooseOn("training.restoreBest")) { _ = try run(experiment) }
        experiment.training.holdout = 0.2
        let chosen = try run(experiment)
        #expect(chosen.holdout?.count == 12 && chosen.dataset.training.count == 48)
        let results = try chosen.run(arguments: [])
        #expect(results.strategies.map(\.imagePasses) == [96, 96])
        let history = try #require(place.bytes("run/local/00/history.csv"))
        #expect(String(decoding: history, as: UTF8.self).contains("holdout loss"))
    }

    @Test func moreEpochsGoOnWhereTheRunEnded() throws {
        var experiment = try experiment(grid: "[1, 2]", "strategies: [average, cnn-dnn, coherent]")
        experiment.training.keepCheckpoints = 1
        experiment.training.schedule = .constant
        let first = try run(experiment).run(arguments: [])
        let coherent = place.bytes("run/coherent/weights.safetensors")
        let fusion = place.bytes("run/cnn-dnn/weights.safetensors")
        experiment.training.epochs.local = 3
        let second = try run(experiment).run(arguments: [])
        #expect(first.strategies.map(\.imagePasses) == [120, 120, 60])
        #expect(second.strategies.map(\.imagePasses) == [180, 180, 60])
        #expect(place.bytes("run/coherent/weights.safetensors") == coherent)
        #expect(place.bytes("run/cnn-dnn/weights.safetensors") != fusion)
        #expect(try Experiment.load(path: place.path + "/run/experiment.yaml") == experiment)

        // With a constant learning rate that is what three epochs at once give.
        let atOnce = try ExperimentRun(
            experiment, dataset: tinyData, folder: RunFolder(path: place.path + "/other"), workers: 2, devices: [.cpu],
            observer: SilentObserver(), stop: StopFlag()
        ).run(arguments: [])
        #expect(atOnce.strategies.map(\.validation) == second.strategies.map(\.validation))
        for file in ["local/00", "local/01", "cnn-dnn", "coherent"].map({ "\($0)/weights.safetensors" }) {
            #expect(place.bytes("run/\(file)") == place.bytes("other/\(file)"), "\(file)")
        }
    }

    @Test func moreEpochsNeedACheckpoint() throws {
        var experiment = try experiment(grid: "[1, 2]", "strategies: [average]")
        _ = try run(experiment).run(arguments: [])
        let results = place.bytes("run/results.json")
        experiment.training.epochs.local = 3
        #expect(throws: RunError.cannotGoOn(.local(0), epochs: 2)) {
            _ = try run(experiment).run(arguments: [])
        }
        #expect(place.bytes("run/results.json") == results)
    }

    @Test func moreEpochsOnOtherDataChangeNothing() throws {
        var experiment = try experiment(grid: "[1, 2]", "strategies: [average, transfer]")
        experiment.training.keepCheckpoints = 1
        _ = try run(experiment).run(arguments: [])
        let files = ["run/results.json", "run/experiment.yaml", "run/transfer/weights.safetensors"]
        let before = files.map(place.bytes)
        experiment.training.epochs.local = 3
        let fewer = SampleSubset(tinyData.training, Array(0..<40))
        let other = Dataset(
            format: tinyData.format, classes: tinyData.classes, training: fewer, validation: tinyData.validation)
        let folder = RunFolder(path: place.path + "/run")
        #expect(throws: RunError.otherData(folder.path)) {
            _ = try ExperimentRun(experiment, dataset: other, folder: folder, workers: 2).run(arguments: [])
        }
        #expect(files.map(place.bytes) == before)
    }

    /// Where a process was killed between the two.
    @Test func aCheckpointBesideWeightsIsRemoved() throws {
        let experiment = try experiment(grid: "[1, 2]", "strategies: [average]")
        _ = try run(experiment).run(arguments: [])
        try FileManager.default.removeItem(atPath: place.path + "/run/results.json")
        try place.write("old", to: "run/local/00/checkpoint.safetensors")
        _ = try run(experiment).run(arguments: [])
        #expect(!place.exists("run/local/00/checkpoint.safetensors"))
    }

    @Test func theSeedDecides() throws {
        func weights(seed: Int) throws -> Data? {
            var experiment = try experiment(grid: "[1, 2]", "strategies: [average]")
            experiment.seed = seed
            let folder = RunFolder(path: "\(place.path)/\(UUID().uuidString)")
            _ = try ExperimentRun(
                experiment, dataset: tinyData, folder: folder, workers: 2, devices: [.cpu], observer: SilentObserver(),
                stop: StopFlag()
            ).run(arguments: [])
            return FileManager.default.contents(atPath: folder.network(.local(0)).weights)
        }
        let first = try #require(try weights(seed: 1))
        #expect(try weights(seed: 1) == first)
        #expect(try weights(seed: 2) != first)
    }

    @Test func whatDoesNotFitIsRefusedBeforeTraining() throws {
        let grid = #expect(throws: RunError.self) { _ = try run(experiment(grid: "[9, 1]")) }
        #expect(grid?.description.contains("decomposition.grid") == true)
        let network = #expect(throws: RunError.self) { _ = try run(experiment(grid: "[4, 4]")) }
        #expect(network?.description.contains("local 00") == true)
        #expect(throws: RunError.noSuchSubdomain(4, count: 4)) {
            try run(experiment()).run(only: [0, 4], arguments: [])
        }
        #expect(!place.exists("run"))
    }

    @Test func batchesOfOneSampleNeedPositionsToNormalize() throws {
        var experiment = try experiment()
        experiment.training.batchSize = 1
        _ = try NetworkPlan(experiment, shape: [8, 8], channels: 1, classes: 2)
        experiment.network.architecture = .resnet20
        _ = try NetworkPlan(experiment, shape: [16, 16], channels: 1, classes: 2)
        let error = #expect(throws: RunError.self) {
            try NetworkPlan(experiment, shape: [8, 8], channels: 1, classes: 2)
        }
        #expect(error?.description.contains("local 00") == true && error?.description.contains("batchSize") == true)
    }

    @Test(arguments: [(10.0, 0.0), (0.0, 0.5)])
    func samplesWithOneAxisAreNeitherTurnedNorZoomed(rotate: Double, zoom: Double) throws {
        var experiment = try experiment(grid: "[2]")
        experiment.training.augmentation.rotate = rotate
        experiment.training.augmentation.zoom = zoom
        #expect(throws: RunError.oneAxis) { try NetworkPlan(experiment, shape: [64], channels: 1, classes: 2) }
    }
}
