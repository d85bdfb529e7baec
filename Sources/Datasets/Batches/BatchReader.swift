import TesseraDecomposition
import TesseraRandomness

/// Reads batches of one subdomain: augmented, cut to a box, normalised and cast in one pass over the bytes.
///
/// A batch is laid out as `[sample, box axes..., channel]`, row-major. A reader is a value without state of its own:
/// equal arguments give equal batches, and many threads may read at once.
package struct BatchReader: Sendable {
    /// The samples it reads from.
    package let samples: Samples

    /// The box it cuts from each picture.
    package let box: Box

    /// How batches that are read augmented are varied.
    package let augmentation: Augmentation
    private let mirrorAxis: Int
    /// What happens to samples that are read as they are: nothing, or they are mirrored left to right.
    private var plain = Transform.identity
    private let original: [Int]
    /// For each axis and coordinate, its place among those that are kept; -1: it is not kept.
    private let places: [[Int]]
    /// What augmentation follows from.
    package let key: RandomKey
    private let normalization: Normalization
    /// What each byte becomes, 256 values a channel.
    package let values: [Float]
    private let halves: [UInt16]

    /// A reader of `box` of `samples`.
    ///
    /// - Parameters:
    ///   - samples: in memory, at least what the box and the augmentation reach.
    ///   - box: the part of each picture that batches hold.
    ///   - normalization: one mean and deviation per channel of the samples.
    ///   - augmentation: how batches that are read `augmented` are varied; pictures may have up to four axes.
    ///   - mirrorAxis: the axis from left to right; nil: the last one.
    ///   - original: the lengths of the axes before samples were shrunk, in whose pixels augmentation is; nil: they are
    ///     not.
    ///   - key: decides the augmentation; all subdomains' readers must have the same one.
    package init(
        samples: Samples, box: Box, normalization: Normalization, augmentation: Augmentation, mirrorAxis: Int? = nil,
        original: [Int]? = nil, key: RandomKey
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
        self.normalization = normalization
        precondition(
            !augmentation.turns || samples.shape.count > 1, "samples with one axis cannot be turned, zoomed or cropped")
        augmentation.check()
        self.augmentation = augmentation
        self.mirrorAxis = mirrorAxis ?? samples.shape.count - 1
        self.original = original ?? samples.shape
        places = zip(samples.region.axes, samples.shape).map { kept, side in
            var places = [Int](repeating: -1, count: side)
            for (place, coordinate) in kept.enumerated() { places[coordinate] = place }
            return places
        }
        self.key = key
        values = zip(normalization.mean, normalization.deviation).flatMap { mean, deviation in
            (0..<256).map { Float((Double($0) - mean) / deviation) }
        }
        halves = values.map(bfloat16)
    }

    /// The same reader, to which what it reads as it is is mirrored left to right.
    package var mirrored: BatchReader {
        var reader = self
        reader.plain = Transform(isFlipped: true, shift: .zero)
        return reader
    }

    /// The number of values of one sample of a batch.
    package var sampleSize: Int { box.count * samples.channels }

    /// Reads the samples `indices` as float32 into `batch`, which must hold `indices.count * sampleSize` values.
    ///
    /// - Parameters:
    ///   - indices: the samples.
    ///   - epoch: with the key and the index, decides how a sample is augmented.
    ///   - augmented: false leaves pictures as they are, as evaluation wants them.
    ///   - batch: where the values go, in the batch's layout.
    package func read(
        _ indices: ArraySlice<Int>, epoch: Int, augmented: Bool, into batch: UnsafeMutableBufferPointer<Float>
    ) {
        read(indices, epoch: epoch, augmented: augmented, table: values, into: batch) { $0 }
    }

    /// Reads the samples `indices` as bfloat16 bits, rounded to nearest even, else just as the float32 method.
    package func read(
        _ indices: ArraySlice<Int>, epoch: Int, augmented: Bool, into batch: UnsafeMutableBufferPointer<UInt16>
    ) {
        read(indices, epoch: epoch, augmented: augmented, table: halves, into: batch, bfloat16)
    }

    /// Where the pixels of a batch lie, for those who gather them elsewhere.
    ///
    /// A pixel lies at the sum of its coordinates' numbers.
    ///
    /// - Parameters:
    ///   - indices: the samples.
    ///   - epoch: decides how a sample is augmented, of which all pixels must be its own; nil: samples as they are.
    /// - Returns: for each axis, sample by sample and coordinate by coordinate of the box, how many pixels its source
    ///   is from the start of what is kept of a sample.
    package func places(_ indices: ArraySlice<Int>, epoch: Int?) -> [[Int]] {
        precondition(epoch == nil || augmentation.keepsPixels, "a pixel that is not one of the sample's has no place")
        var result = box.shape.map { _ in [Int]() }
        for (axis, side) in box.shape.enumerated() { result[axis].reserveCapacity(side * indices.count) }
        for index in indices {
            precondition(samples.labels.indices.contains(index), "sample \(index) of \(samples.count)")
            let transform =
                epoch.map { self.transform(of: index, epoch: $0) } ?? plain
            var stride = 1
            for axis in samples.shape.indices.reversed() {
                for coordinate in box.ranges[axis] {
                    let source = transform.source(
                        of: coordinate, axis: axis, side: samples.shape[axis],
                        isMirrored: transform.mirrors(axis, left: mirrorAxis))
                    result[axis].append(offset(of: source, axis: axis, stride: stride))
                }
                stride *= samples.region.axes[axis].count
            }
        }
        return result
    }

    private func read<Element: BitwiseCopyable>(
        _ indices: ArraySlice<Int>, epoch: Int, augmented: Bool, table: [Element],
        into batch: UnsafeMutableBufferPointer<Element>, _ element: (Float) -> Element
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
                    let common = Cutter(
                        table: table, channels: samples.channels, shape: shape, offsets: UnsafeBufferPointer(offsets))
                    // Of a picture whose values are changed: what each byte becomes there.
                    let own = UnsafeMutablePointer<Element>.allocate(
                        capacity: augmentation.changesValues ? 256 * samples.channels : 1)
                    defer { own.deallocate() }
                    var current: Transform?
                    for index in indices {
                        precondition(
                            samples.labels.indices.contains(index), "sample \(index) of \(samples.count)")
                        let transform =
                            augmented ? self.transform(of: index, epoch: epoch) : self.plain
                        if transform != current {
                            fill(offsets, for: transform)
                            current = transform
                        }
                        var cutter = common
                        if transform.changesValues {
                            fill(own, for: transform, element)
                            cutter.table = UnsafePointer(own)
                        }
                        let source = bytes + index * sampleBytes
                        let sample = target
                        target =
                            transform.interpolates
                            ? cutter.copy(source, turned: turning(transform), to: target)
                            : cutter.copy(source, to: target)
                        if transform.erased > 0 { cutter.clear(erased(transform), of: sample) }
                    }
                }
            }
        }
    }

    /// What each byte of each channel becomes where values are changed.
    private func fill<Element>(
        _ table: UnsafeMutablePointer<Element>, for transform: Transform, _ element: (Float) -> Element
    ) {
        for channel in 0..<samples.channels {
            let (mean, deviation) = (normalization.mean[channel], normalization.deviation[channel])
            let gain = transform.gain[min(channel, 7)]
            for byte in 0..<256 {
                let value = mean + transform.contrast * (gain * Double(byte) - mean)
                (table + (channel << 8 + byte)).initialize(
                    to: element(Float((min(max(value, 0), 255) - mean) / deviation)))
            }
        }
    }

    /// How a sample is varied in an epoch, in pixels of the picture that the box is cut from.
    private func transform(of index: Int, epoch: Int) -> Transform {
        let transform = augmentation.transform(sample: index, epoch: epoch, key: key)
        return samples.shape == original ? transform : transform.shrunk(from: original, to: samples.shape)
    }

    /// What is covered of the box, from its own start on each axis; empty where the square lies elsewhere.
    private func erased(_ transform: Transform) -> [Range<Int>] {
        box.ranges.enumerated().map { axis, range in
            let covered = transform.erased(axis: axis, side: samples.shape[axis]).clamped(to: range)
            return covered.lowerBound - range.lowerBound..<covered.upperBound - range.lowerBound
        }
    }

    /// How far a coordinate's values are from the axis's start; traps where they are not kept.
    private func offset(of coordinate: Int, axis: Int, stride: Int) -> Int {
        let place = places[axis][coordinate]
        precondition(place >= 0, "coordinate \(coordinate) of axis \(axis) is needed but not kept")
        return place * stride
    }

    /// For each pixel of the box's first two axes, row-major: the four pixels that it lies between, and its place
    /// there.
    private func turning(_ transform: Transform) -> [Turned] {
        let turn = transform.turn(sides: (samples.shape[0], samples.shape[1]))
        let kept = samples.region.axes.map(\.count)
        let stride1 = kept[2...].reduce(samples.channels, *)
        // Looked up rather than worked out for each pixel: reflection costs two divisions.
        let rows = sources(transform, turn, axis: 0, stride: stride1 * kept[1])
        let columns = sources(transform, turn, axis: 1, stride: stride1)
        var pixels: [Turned] = []
        pixels.reserveCapacity(box.ranges[0].count * box.ranges[1].count)
        for first in box.ranges[0] {
            for second in box.ranges[1] {
                let place = turn.source(first, second)
                // Never before the start, so cutting off is rounding down, which would be a call for each place.
                let (a, b) = (place.0 - Double(rows.start), place.1 - Double(columns.start))
                let (row, column) = (Int(a), Int(b))
                let (u, v) = (Float(a - Double(row)), Float(b - Double(column)))
                pixels.append(
                    Turned(
                        offsets: SIMD4(
                            rows.offsets[row] + columns.offsets[column],
                            rows.offsets[row] + columns.offsets[column + 1],
                            rows.offsets[row + 1] + columns.offsets[column],
                            rows.offsets[row + 1] + columns.offsets[column + 1]),
                        weights: SIMD4((1 - u) * (1 - v), (1 - u) * v, u * (1 - v), u * v)))
            }
        }
        return pixels
    }

    /// How far from the axis's start lies what is seen at each place that the turned box reaches, from `start` on.
    private func sources(
        _ transform: Transform, _ turn: Turn, axis: Int, stride: Int
    ) -> (start: Int, offsets: [Int]) {
        let ends = box.ranges.prefix(2).map { [$0.lowerBound, $0.upperBound - 1] }
        let corners = ends[0].flatMap { first in
            ends[1].map { second in
                let place = turn.source(first, second)
                return Int((axis == 0 ? place.0 : place.1).rounded(.down))
            }
        }
        let (start, end) = (corners.min() ?? 0, (corners.max() ?? 0) + 1)
        let offsets = (start...end).map { place in
            let source = transform.source(
                place, side: samples.shape[axis], isMirrored: transform.mirrors(axis, left: mirrorAxis))
            return offset(of: source, axis: axis, stride: stride)
        }
        return (start, offsets)
    }

    /// For each axis, one after another, and each coordinate of the box: how far its source is from the axis's start.
    ///
    /// The first two axes are left out where they are turned or zoomed.
    private func fill(_ offsets: UnsafeMutableBufferPointer<Int>, for transform: Transform) {
        var end = offsets.count
        var stride = samples.channels
        for axis in samples.shape.indices.reversed() {
            let range = box.ranges[axis]
            let side = samples.shape[axis]
            end -= range.count
            for (position, coordinate) in range.enumerated() {
                if transform.interpolates, axis < 2 { break }
                let source = transform.source(
                    of: coordinate, axis: axis, side: side, isMirrored: transform.mirrors(axis, left: mirrorAxis))
                offsets[end + position] = offset(of: source, axis: axis, stride: stride)
            }
            stride *= samples.region.axes[axis].count
        }
    }
}
