import Decomposition
import Randomness

/// Reads batches of one subdomain: augmented, cut to a box, normalised and cast in one pass over the bytes.
///
/// A batch is laid out as `[sample, box axes..., channel]`, row-major. A reader is a value without state of its own:
/// equal arguments give equal batches, and many threads may read at once.
public struct BatchReader: Sendable {
    /// The samples it reads from.
    public let samples: Samples

    /// The box it cuts from each picture.
    public let box: Box

    private let augmentation: Augmentation
    private let key: RandomKey
    private let floats: [Float]
    private let halves: [UInt16]

    /// A reader of `box` of `samples`.
    ///
    /// - Parameters:
    ///   - normalization: one mean and deviation per channel of the samples.
    ///   - augmentation: how batches that are read `augmented` are varied; pictures may have up to four axes.
    ///   - key: decides the augmentation; all subdomains' readers must have the same one.
    public init(
        samples: Samples, box: Box, normalization: Normalization, augmentation: Augmentation, key: RandomKey
    ) {
        precondition(
            box.ranges.count == samples.shape.count
                && zip(box.ranges, samples.shape).allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= $1 },
            "the box \(box) does not lie within samples of shape \(samples.shape)")
        precondition(samples.shape.count <= 4, "samples with \(samples.shape.count) axes; readers know up to 4")
        precondition(
            normalization.mean.count == samples.channels && normalization.deviation.count == samples.channels,
            "a normalization of \(normalization.mean.count) channels for samples of \(samples.channels)")
        self.samples = samples
        self.box = box
        self.augmentation = augmentation
        self.key = key
        floats = zip(normalization.mean, normalization.deviation).flatMap { mean, deviation in
            (0..<256).map { Float((Double($0) - mean) / deviation) }
        }
        halves = floats.map(bfloat16)
    }

    /// The number of values of one sample of a batch.
    public var sampleSize: Int { box.count * samples.channels }

    /// Reads the samples `indices` as float32 into `batch`, which must hold `indices.count * sampleSize` values.
    ///
    /// - Parameters:
    ///   - epoch: with the key and the index, decides how a sample is augmented.
    ///   - augmented: false leaves pictures as they are, as evaluation wants them.
    public func read(
        _ indices: ArraySlice<Int>, epoch: Int, augmented: Bool, into batch: UnsafeMutableBufferPointer<Float>
    ) {
        read(indices, epoch: epoch, augmented: augmented, table: floats, into: batch)
    }

    /// Reads the samples `indices` as bfloat16 bits, rounded to nearest even, else just as the float32 method.
    public func read(
        _ indices: ArraySlice<Int>, epoch: Int, augmented: Bool, into batch: UnsafeMutableBufferPointer<UInt16>
    ) {
        read(indices, epoch: epoch, augmented: augmented, table: halves, into: batch)
    }

    private func read<Element: BitwiseCopyable>(
        _ indices: ArraySlice<Int>, epoch: Int, augmented: Bool, table: [Element],
        into batch: UnsafeMutableBufferPointer<Element>
    ) {
        precondition(
            batch.count == indices.count * sampleSize,
            "a batch of \(batch.count) values for \(indices.count) samples of \(sampleSize)")
        let sampleBytes = samples.sampleSize
        let shape = box.shape
        // Unsafe buffers: this loop touches every pixel of every epoch, so nothing is checked for each. What it
        // relies on is checked before: batch size above, box and table in `init`, indices below, `bytes` by `Samples`.
        samples.bytes.withUnsafeBufferPointer { bytes in
            table.withUnsafeBufferPointer { table in
                withUnsafeTemporaryAllocation(of: Int.self, capacity: shape.reduce(0, +)) { offsets in
                    guard let bytes = bytes.baseAddress, let table = table.baseAddress, var target = batch.baseAddress
                    else { return }
                    let cutter = Cutter(
                        table: table, channels: samples.channels, shape: shape, offsets: UnsafeBufferPointer(offsets))
                    var current: Transform?
                    for index in indices {
                        precondition(
                            samples.labels.indices.contains(index), "sample \(index) of \(samples.count)")
                        let transform =
                            augmented ? augmentation.transform(sample: index, epoch: epoch, key: key) : .identity
                        if transform != current {
                            fill(offsets, for: transform)
                            current = transform
                        }
                        target = cutter.copy(bytes + index * sampleBytes, to: target)
                    }
                }
            }
        }
    }

    /// For each axis, one after another, and each coordinate of the box: how far its source is from the axis's start.
    private func fill(_ offsets: UnsafeMutableBufferPointer<Int>, for transform: Transform) {
        var end = offsets.count
        var stride = samples.channels
        for axis in samples.shape.indices.reversed() {
            let range = box.ranges[axis]
            let side = samples.shape[axis]
            end -= range.count
            for (position, coordinate) in range.enumerated() {
                let source = transform.source(
                    of: coordinate, axis: axis, side: side, isLast: axis == samples.shape.count - 1)
                offsets[end + position] = source * stride
            }
            stride *= side
        }
    }
}
