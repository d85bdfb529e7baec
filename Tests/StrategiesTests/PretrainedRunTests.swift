import TesseraExperiments
import TesseraModels
import TesseraNetworks
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

/// Runs whose networks begin with the tensors of a file.
@Suite struct PretrainedRunTests {
    private let place: TemporaryFolder
    private let folder: RunFolder

    init() throws {
        place = try TemporaryFolder()
        folder = RunFolder(path: place.path + "/run")
    }

    /// A file of a network of the experiment's, whose values follow from `seed`.
    private func writeStart(_ name: String, seed: Int, channels: Int) throws -> String {
        let donor = try SingleNetwork(
            Network(.vgg3, width: 4), input: Shape(channels: channels, spatial: [4, 8]), classes: 7,
            key: key.derived(seed))
        let path = "\(place.path)/\(name).safetensors"
        try Safetensors(of: donor.state).write(to: path)
        return path
    }

    private func pretrained(_ path: String, strategies: String, frozen: Int) throws -> Experiment {
        var experiment = try experiment(grid: "[1, 2]", strategies)
        experiment.network.architecture = .vgg3
        experiment.network.width = 4
        experiment.network.localScaling = .factor(1)
        experiment.network.weights = path
        experiment.training.frozen = frozen
        experiment.training.bodyRate = 0.1
        return experiment
    }

    @Test func frozenStagesOfAllNetworksAreTheFiles() throws {
        let data = tinyData
        let path = try writeStart("start", seed: 1, channels: data.training.channels)
        let experiment = try pretrained(
            path, strategies: "strategies: [global, cnn-dnn, coherent, transfer]", frozen: 2)
        let run = try ExperimentRun(experiment, dataset: data, folder: folder)
        #expect(run.noteOnStart?.contains("tensors begin as in the file") == true)
        _ = try run.run()
        let file = try Safetensors(contentsOf: path)
        for (network, prefix) in [
            ("global", ""), ("local/00", ""), ("local/01", ""), ("coherent", "locals.01."), ("transfer", "locals.00."),
        ] {
            let trained = try Safetensors(contentsOf: "\(folder.path)/\(network)/weights.safetensors")
            for name in ["0.weight", "1.running_mean", "4.weight", "5.running_var"] {
                #expect(trained[prefix + name]?.bytes == file[name]?.bytes, "\(network): \(name)")
            }
        }
        // Another file is another run; of one that is done nothing is asked any more.
        let other = try writeStart("start", seed: 2, channels: data.training.channels)
        #expect(other == path)
        #expect(try ExperimentRun(experiment, dataset: data, folder: folder).run().strategies.count == 4)
        var more = experiment
        more.strategies.append(.average)
        let error = #expect(throws: RunError.self) { try ExperimentRun(more, dataset: data, folder: folder).run() }
        #expect(error?.description.contains("began with another file") == true)
    }

    @Test func whatDoesNotFitIsRefusedBeforeAnythingIsTrained() throws {
        let path = try writeStart("start", seed: 1, channels: tinyData.training.channels)
        var experiment = try pretrained(path, strategies: "strategies: [average]", frozen: 0)
        experiment.network.width = 8
        let error = #expect(throws: RunError.self) {
            try ExperimentRun(experiment, dataset: tinyData, folder: folder)
        }
        #expect(error?.description.contains("set network.architecture and network.width") == true)
        experiment = try pretrained(path, strategies: "strategies: [average]", frozen: 0)
        experiment.network.normalization = .values(mean: [1, 2], deviation: [1, 2])
        let channels = #expect(throws: RunError.self) {
            try ExperimentRun(experiment, dataset: tinyData, folder: folder)
        }
        #expect(channels?.description.hasPrefix("network.normalization is not of") == true)
        #expect(!place.exists("run"))
    }
}
