import Foundation
import Synchronization
import TesseraClassificationMetrics
import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraNetworks
import TesseraRandomness
import TesseraStrategies
import TesseraTorch
import TesseraTraining

package let key = RandomKey(seed: 1)

/// Remembers what it is told, and does something about it.
package final class Listener: TrainingObserver {
    private let heard = Mutex<[TrainingEvent]>([])
    private let react: @Sendable (TrainingEvent) -> Void

    package init(_ react: @escaping @Sendable (TrainingEvent) -> Void = { _ in }) {
        self.react = react
    }

    package var events: [TrainingEvent] { heard.withLock { $0 } }

    package func receive(_ event: TrainingEvent) {
        heard.withLock { $0.append(event) }
        react(event)
    }
}

/// Pictures of 8x8 in three classes: a bright band at the top, in the middle or at the bottom, on noise.
package func bands(_ count: Int, seed: UInt64) -> Samples {
    var stream = RandomKey(seed: seed).stream
    let labels = (0..<count).map { $0 % 3 }
    var bytes: [UInt8] = []
    for label in labels {
        for pixel in 0..<64 { bytes.append(UInt8(stream.integer(in: 0..<60) + (pixel / 24 == label ? 120 : 0))) }
    }
    return Samples(shape: [8, 8], channels: 1, bytes: bytes, labels: labels)
}

package let tinyData = Dataset(
    format: .idx, classes: ["top", "middle", "bottom"], training: bands(60, seed: 1), validation: bands(30, seed: 2))

/// An experiment on `tinyData`; `more` is YAML after the required keys.
package func experiment(grid: String = "[2, 2]", _ more: String = "") throws -> Experiment {
    try .parse(
        yaml: """
            name: tiny
            data: {path: nowhere}
            decomposition: {grid: \(grid)}
            network: {architecture: vgg3, width: 4}
            training:
              epochs: {global: 1, local: 2, cnn-dnn: 1, coherent: 1, transfer: 1}
              batchSize: 16
              precision: float32
            \(more)
            """)
}

/// Vectors of four values whose class is the largest of the first three.
package func vectors(_ count: Int, seed: UInt64 = 1) -> VectorBatches {
    var stream = RandomKey(seed: seed).stream
    let values = (0..<4 * count).map { _ in Float(stream.integer(in: 0..<1000)) / 1000 }
    let labels = (0..<count).map { argmax(values[4 * $0..<4 * $0 + 3]) }
    return VectorBatches(values, features: 4, labels: labels)
}

/// A small net, with dropout, for `vectors`.
package func denseNet() throws -> SingleNetwork {
    try SingleNetwork(
        Network(name: "dense", layers: [.linear(features: 16), .relu, .dropout(probability: 0.1)]), input: .flat(4),
        classes: 3, key: key)
}

/// A history of that many epochs.
package func history(_ epochs: Int) -> [EpochRecord] {
    (0..<epochs).map { epoch in
        EpochRecord(
            epoch: epoch + 1, training: Score(accuracy: 1 / 3, loss: 0.1 + Double(epoch)),
            validation: Score(accuracy: 0.7, loss: 1e-7), learningRate: 1.0 / 7, seconds: 3.25)
    }
}

/// Normally distributed numbers in a tensor, the same each time.
package func noise(_ shape: [Int], seed: UInt64) throws -> Tensor {
    let tensor = try Tensor.empty(shape)
    try tensor.fillNormal(Generator(RandomKey(seed: seed)))
    return tensor
}

/// Samples that lie in no memory: each is made when asked for.
package struct LazySamples: SampleSource {
    package let samples: Samples
    package init(samples: Samples) { self.samples = samples }
    package var shape: [Int] { samples.shape }
    package var channels: Int { samples.channels }
    package var labels: [Int] { samples.labels }
    package func values(of index: Int, in region: Region) -> [UInt8] { samples.values(of: index, in: region) }
    package func name(of index: Int) -> String { "lazy \(index)" }
}

/// Volumes of 8x8x8 in two classes: bright above or below the middle of x, on noise.
package func blocks(_ count: Int, seed: UInt64) -> Samples {
    var stream = RandomKey(seed: seed).stream
    let labels = (0..<count).map { $0 % 2 }
    var bytes: [UInt8] = []
    for label in labels {
        for voxel in 0..<512 { bytes.append(UInt8(stream.integer(in: 0..<60) + (voxel / 256 == label ? 120 : 0))) }
    }
    return Samples(shape: [8, 8, 8], channels: 1, bytes: bytes, labels: labels)
}
