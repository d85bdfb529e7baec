import TesseraDatasets
import TesseraTorch

/// Where a training or an evaluation gets its samples.
package protocol BatchSource: Sendable {
    /// The class of each sample.
    var labels: [Int] { get }

    /// The bytes of the samples in memory.
    var byteCount: Int { get }

    /// The chosen samples as a classifier wants them.
    ///
    /// - Parameters:
    ///   - samples: the samples' indices.
    ///   - epoch: with the sample decides its augmentation; nil: samples as they are.
    ///   - type: float32 or bfloat16.
    ///   - device: where the tensors are to be.
    /// - Returns: one tensor [batch, ...] a box.
    /// - Throws: `TorchError`.
    func boxes(_ samples: ArraySlice<Int>, epoch: Int?, type: ScalarType, on device: Device) throws -> [Tensor]

    /// What samples are mixed with in an epoch; nil, the default, where they are not.
    ///
    /// - Returns: for each sample another one, and its own share, 0.5 to 1.
    func mixed(_ samples: ArraySlice<Int>, epoch: Int) -> [(sample: Int, share: Double)]?

    /// The same samples, which as they are are mirrored left to right; nil, the default, where that means nothing.
    var mirrored: Self? { get }

    /// Some of the samples, in the order of `indices`; what is in memory is shared.
    func only(_ indices: [Int]) -> Self
}

extension BatchSource {
    /// The number of samples.
    package var count: Int { labels.count }

    /// There is no left and right.
    package var mirrored: Self? { nil }

    /// Samples are as they are.
    package func mixed(_ samples: ArraySlice<Int>, epoch: Int) -> [(sample: Int, share: Double)]? { nil }
}

/// Boxes of pictures, tensors [batch, channels, axes...] with channels innermost in memory.
package struct PictureBatches: BatchSource {
    private var readers: [BatchReader]
    private let crew: Crew
    /// Of each reader, what is kept on a GPU; readers of the same pictures share it.
    private let resident: [DeviceSamples?]
    /// The class of each sample.
    package private(set) var labels: [Int]
    /// Which of the readers' samples they are; nil: all.
    private var chosen: [Int]?

    /// Batches from readers of the same samples, perhaps shrunk to several sizes, one a box.
    ///
    /// - Parameters:
    ///   - readers: at least one.
    ///   - crew: reads the boxes, side by side.
    package init(_ readers: [BatchReader], crew: Crew = .alone) {
        precondition(!readers.isEmpty, "batches of no box")
        (self.readers, self.crew) = (readers, crew)
        var all: [[Int]: DeviceSamples] = [:]
        for reader in readers where all[reader.samples.shape] == nil {
            all[reader.samples.shape] = DeviceSamples(reader.samples)
        }
        resident = readers.map { all[$0.samples.shape] }
        labels = readers[0].samples.labels
    }

    /// The bytes of what is kept of the samples; boxes of equal pictures share them.
    package var byteCount: Int {
        Dictionary(readers.map { ($0.samples.shape, $0.samples.bytes.count) }) { one, _ in one }.values.reduce(0, +)
    }

    /// The same for all boxes: other boxes' batches are of the same mixed pictures.
    package func mixed(_ samples: ArraySlice<Int>, epoch: Int) -> [(sample: Int, share: Double)]? {
        let (augmentation, key) = (readers[0].augmentation, readers[0].key)
        guard augmentation.mixup > 0 else { return nil }
        return samples.map { augmentation.partner(of: $0, among: labels.count, epoch: epoch, key: key) }
    }

    /// The chosen samples cut to each box, varied where an epoch is given.
    package func boxes(
        _ samples: ArraySlice<Int>, epoch: Int?, type: ScalarType, on device: Device
    ) throws -> [Tensor] {
        let boxes = try pictures(samples, epoch: epoch, type: type, on: device)
        guard let epoch, let mixed = mixed(samples, epoch: epoch), let axes = try boxes.first?.shape.count else {
            return boxes
        }
        let others = try pictures(mixed.map(\.sample)[...], epoch: epoch, type: type, on: device)
        let shape = [samples.count] + [Int](repeating: 1, count: axes - 1)
        let own = try Tensor(mixed.map { Float($0.share) }, shape: shape).to(type, on: device)
        let rest = try Tensor(mixed.map { Float(1 - $0.share) }, shape: shape).to(type, on: device)
        return try zip(boxes, others).map { try $0 * own + $1 * rest }
    }

    private func pictures(
        _ samples: ArraySlice<Int>, epoch: Int?, type: ScalarType, on device: Device
    ) throws -> [Tensor] {
        let samples = chosen.map { chosen in samples.map { chosen[$0] }[...] } ?? samples
        return try crew.map(readers.count) { [readers, resident] index in
            let reader = readers[index]
            if device != .cpu, let resident = resident[index], epoch == nil || reader.augmentation.keepsPixels {
                return try resident.batch(samples, epoch: epoch, by: reader, type: type, on: device).channelsInnermost()
            }
            let shape = reader.box.shape
            let batch = try Tensor.empty([samples.count] + shape + [reader.samples.channels], type: type)
            switch type {
            case .bfloat16:
                try batch.withMutableElements(of: UInt16.self) {
                    reader.read(samples, epoch: epoch ?? 0, augmented: epoch != nil, into: $0)
                }
            default:
                try batch.withMutableElements(of: Float.self) {
                    reader.read(samples, epoch: epoch ?? 0, augmented: epoch != nil, into: $0)
                }
            }
            return try batch.channelsInnermost().to(type, on: device)
        }
    }

    /// Every box shows what the mirrored picture has there.
    package var mirrored: PictureBatches? {
        var other = self
        other.readers = readers.map(\.mirrored)
        return other
    }

    /// Some of the samples, varied as they are among all.
    package func only(_ indices: [Int]) -> PictureBatches {
        var some = self
        some.labels = indices.map { labels[$0] }
        some.chosen = chosen.map { chosen in indices.map { chosen[$0] } } ?? indices
        return some
    }
}

extension Tensor {
    /// [batch, axes..., channels] seen as [batch, channels, axes...]: channels-last, nothing is moved.
    fileprivate func channelsInnermost() throws -> Tensor {
        let axes = try shape.count - 2
        return try permute([0, axes + 1] + Array(1...axes))
    }
}

/// Vectors in memory, such as the local networks' opinions: one tensor [batch, features].
package struct VectorBatches: BatchSource {
    private let values: [Float]
    private let features: Int
    /// The class of each sample.
    package let labels: [Int]

    /// Batches of `labels.count` vectors, one after another in `values`.
    package init(_ values: [Float], features: Int, labels: [Int]) {
        precondition(
            values.count == features * labels.count,
            "\(values.count) values for \(labels.count) vectors of \(features)")
        self.values = values
        self.features = features
        self.labels = labels
    }

    /// The bytes of the vectors.
    package var byteCount: Int { values.count * MemoryLayout<Float>.size }

    /// The chosen vectors; they are the same in every epoch.
    package func boxes(
        _ samples: ArraySlice<Int>, epoch: Int?, type: ScalarType, on device: Device
    ) throws -> [Tensor] {
        var chosen: [Float] = []
        chosen.reserveCapacity(samples.count * features)
        for sample in samples { chosen += values[sample * features..<(sample + 1) * features] }
        return [try Tensor(chosen, shape: [samples.count, features]).to(type, on: device)]
    }

    /// Some of the vectors.
    package func only(_ indices: [Int]) -> VectorBatches {
        VectorBatches(
            indices.flatMap { values[$0 * features..<($0 + 1) * features] }, features: features,
            labels: indices.map { labels[$0] })
    }
}
