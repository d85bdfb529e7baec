import Foundation
import Tessera
import TestSupport
import Testing

/// One import is enough to train, to ask and to export.
@Suite struct FaceTests {
    @Test func oneImportIsEnough() throws {
        let place = try TemporaryFolder()
        try place.writePictures(to: "data")
        var experiment = Experiment(
            name: "tiny", data: .init(path: place.path + "/data"), decomposition: .init(grid: [1, 2]))
        experiment.network.architecture = .vgg3
        experiment.network.width = 4
        experiment.strategies = [.average, .transfer]
        experiment.training.epochs = PerStage(1)
        experiment.training.batchSize = 8
        experiment.data.cache = false
        let results = try ExperimentRun(experiment, in: RunFolder(path: place.path + "/run")).run()
        #expect(results.strategies.map(\.strategy) == ["average", "transfer"])
        let run = try TrainedRun(path: place.path + "/run")
        let evaluation = try Evaluation(run, of: MeasuredSamples(run, of: OwnData(of: run)))
        #expect(evaluation.strategies.count == 2)
        #expect(try ONNXModel(run, strategy: .transfer).write(to: place.path + "/model.onnx") > 1_000)
    }
}
