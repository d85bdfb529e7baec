import TesseraExperiments
import TestSupport

/// A small experiment on pictures of two classes, `count` each, which are written to `data` in `place`.
package func pictureExperiment(
    in place: TemporaryFolder, count: Int = 10, epochs: Int = 1, strategies: [Strategy]
) throws -> Experiment {
    try place.writePictures(to: "data", count: count)
    var experiment = Experiment(
        name: "tiny", data: .init(path: place.path + "/data"), decomposition: .init(grid: [1, 2]))
    experiment.network.architecture = .vgg3
    experiment.network.width = 4
    experiment.strategies = strategies
    experiment.training.epochs = PerStage(epochs)
    experiment.training.batchSize = 8
    experiment.data.cache = false
    return experiment
}
