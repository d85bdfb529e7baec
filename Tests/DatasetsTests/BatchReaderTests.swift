import TesseraDatasets
import TesseraDecomposition
import TesseraRandomness
import Testing

struct BatchReaderTests {
    /// Shape, channels and grid of pictures of one to three axes.
    static let cases: [(shape: [Int], channels: Int, grid: Grid)] = [
        ([9], 1, Grid([4])), ([6, 7], 1, Grid([2, 3])), ([8, 8], 3, Grid([2, 2], overlap: 2)),
        ([5, 1], 2, Grid([3, 1])), ([4, 5, 6], 1, Grid([2, 2, 1], overlap: 1)), ([3, 4, 5], 4, Grid([1, 2, 3])),
    ]
    private let key = RandomKey(seed: 1)

    /// Reads floats of mean 0 and deviation 1, which are the bytes themselves.
    private func read(
        _ samples: Samples, _ box: Box, _ augmentation: Augmentation = .none, indices: [Int], epoch: Int = 0,
        augmented: Bool = true
    ) -> [Float] {
        let identity = Normalization(
            mean: [Double](repeating: 0, count: samples.channels),
            deviation: [Double](repeating: 1, count: samples.channels))
        let reader = BatchReader(
            samples: samples, box: box, normalization: identity, augmentation: augmentation, key: key)
        return [Float](unsafeUninitializedCapacity: indices.count * reader.sampleSize) { batch, count in
            count = batch.count
            reader.read(indices[...], epoch: epoch, augmented: augmented, into: batch)
        }
    }

    @Test("Boxes of augmented pictures are boxes of one augmented picture", arguments: cases, [0, 3, 20])
    func boxesAgree(example: (shape: [Int], channels: Int, grid: Grid), shift: Int) throws {
        let samples = noisySamples(5, shape: example.shape, channels: example.channels)
        let augmentation = Augmentation(flip: true, shift: shift, erase: shift % 10)
        let indices = [4, 0, 0, 2]
        let whole = read(samples, .whole(example.shape), augmentation, indices: indices, epoch: 7)
        for box in try example.grid.boxes(of: example.shape) {
            let part = read(samples, box, augmentation, indices: indices, epoch: 7)
            #expect(part == crop(whole, to: box, shape: example.shape, channels: example.channels))
        }
        #expect(shift == 0 || whole != read(samples, .whole(example.shape), indices: indices))
    }

    @Test("Without augmentation boxes are plain crops", arguments: cases)
    func plainCrops(example: (shape: [Int], channels: Int, grid: Grid)) throws {
        let samples = noisySamples(3, shape: example.shape, channels: example.channels)
        for box in try example.grid.boxes(of: example.shape) {
            let expected = crop(
                samples.bytes.map(Float.init), to: box, shape: example.shape, channels: example.channels)
            #expect(read(samples, box, indices: [0, 1, 2]) == expected)
            let augmentation = Augmentation(flip: true, shift: 2)
            #expect(read(samples, box, augmentation, indices: [0, 1, 2], augmented: false) == expected)
        }
    }

    @Test("Whole pictures are mirrored and shifted as the transform says") func semantics() {
        let samples = noisySamples(40, shape: [6, 7], channels: 3)
        let augmentation = Augmentation(flip: true, shift: 3)
        for sample in 0..<40 {
            let transform = augmentation.transform(sample: sample, epoch: 5, key: key)
            let picture = read(samples, .whole([6, 7]), augmentation, indices: [sample], epoch: 5)
            for row in 0..<6 {
                for column in 0..<7 {
                    let sourceRow = reflected(row - transform.shift[0], 6)
                    var sourceColumn = reflected(column - transform.shift[1], 7)
                    if transform.isFlipped { sourceColumn = 6 - sourceColumn }
                    for channel in 0..<3 {
                        let byte = samples.bytes[((sample * 6 + sourceRow) * 7 + sourceColumn) * 3 + channel]
                        #expect(picture[(row * 7 + column) * 3 + channel] == Float(byte))
                    }
                }
            }
        }
    }

    /// Of volumes a cube is covered, within them or cut off by their sides; all else is as it was.
    @Test func coversASquare() {
        let samples = Samples(shape: [6, 7, 5], channels: 2, bytes: Array(repeating: 9, count: 420), labels: [0])
        let augmentation = Augmentation(flip: false, shift: 0, erase: 3)
        var counts: Set<Int> = []
        for epoch in 0..<60 {
            let picture = read(samples, .whole([6, 7, 5]), augmentation, indices: [0], epoch: epoch)
            let covered = (0..<210).filter { picture[2 * $0] == 0 }
            for pixel in 0..<210 {
                #expect(picture[2 * pixel] == picture[2 * pixel + 1] && [0, 9].contains(picture[2 * pixel]))
            }
            let sides = [35, 5, 1].map { stride in
                Set(covered.map { stride == 35 ? $0 / 35 : stride == 5 ? $0 / 5 % 7 : $0 % 5 })
            }
            #expect(sides.allSatisfy { (2...3).contains($0.count) } && sides.map(\.count).reduce(1, *) == covered.count)
            counts.insert(covered.count)
        }
        #expect(counts.contains(27) && counts.count > 1)
    }

    @Test func normalizesAndRounds() {
        let samples = Samples(shape: [256], channels: 2, bytes: (0..<512).map { UInt8($0 / 2) }, labels: [0])
        let normalization = Normalization(mean: [100, 127.5], deviation: [3, 0])
        let reader = BatchReader(
            samples: samples, box: .whole([256]), normalization: normalization, augmentation: .none, key: key)
        let floats = [Float](unsafeUninitializedCapacity: 512) { batch, count in
            reader.read([0], epoch: 0, augmented: true, into: UnsafeMutableBufferPointer(rebasing: batch[..<512]))
            count = 512
        }
        let halves = [UInt16](unsafeUninitializedCapacity: 512) { batch, count in
            reader.read([0], epoch: 0, augmented: true, into: UnsafeMutableBufferPointer(rebasing: batch[..<512]))
            count = 512
        }
        for byte in 0..<256 {
            #expect(floats[2 * byte] == Float((Double(byte) - 100) / 3))
            #expect(floats[2 * byte + 1] == Float(byte) - 127.5)
        }
        for (float, half) in zip(floats, halves) {
            let rounded = Float(bitPattern: UInt32(half) << 16)
            #expect(abs(rounded - float) <= abs(float) / 256)
        }
    }

    private func reflected(_ coordinate: Int, _ side: Int) -> Int {
        if coordinate < 0 { return reflected(-coordinate, side) }
        return coordinate < side ? coordinate : reflected(2 * (side - 1) - coordinate, side)
    }

    /// The slow and obvious way to cut a box from each of some pictures.
    private func crop(_ pictures: [Float], to box: Box, shape: [Int], channels: Int) -> [Float] {
        let size = shape.reduce(channels, *)
        var pixels = [0]
        for (range, side) in zip(box.ranges, shape) {
            pixels = pixels.flatMap { pixel in range.map { pixel * side + $0 } }
        }
        return stride(from: 0, to: pictures.count, by: size).flatMap { start in
            pixels.flatMap { pixel in (0..<channels).map { pictures[start + pixel * channels + $0] } }
        }
    }

    /// Values change as the transform says, channel by channel, and stay within a byte's range; so do turned ones.
    @Test(arguments: [0, 30.0]) func brighterAndDarker(rotate: Double) {
        let samples = noisySamples(6, shape: [5, 4], channels: 3)
        let normalization = Normalization(mean: [100, 120, 90], deviation: [50, 60, 70])
        var augmentation = Augmentation(flip: false, shift: 0, rotate: rotate)
        func values(_ augmentation: Augmentation) -> [Float] {
            let reader = BatchReader(
                samples: samples, box: .whole([5, 4]), normalization: normalization, augmentation: augmentation,
                key: key)
            return [Float](unsafeUninitializedCapacity: 6 * reader.sampleSize) { batch, count in
                count = batch.count
                reader.read([0, 1, 2, 3, 4, 5], epoch: 2, augmented: true, into: batch)
            }
        }
        let plain = values(augmentation)
        (augmentation.brightness, augmentation.contrast, augmentation.color) = (0.9, 0.8, 0.2)
        let changed = values(augmentation)
        var isCutOff = false
        for (index, value) in changed.enumerated() {
            let (sample, channel) = (index / 60, index % 3)
            let transform = augmentation.transform(sample: sample, epoch: 2, key: key)
            let (mean, deviation) = (normalization.mean[channel], normalization.deviation[channel])
            let byte = (Double(plain[index]) * deviation + mean).rounded()
            let wanted = mean + transform.contrast * (transform.gain[channel] * byte - mean)
            isCutOff = isCutOff || wanted > 255 || wanted < 0
            #expect(abs(Double(value) - (min(max(wanted, 0), 255) - mean) / deviation) < 1e-4)
        }
        #expect(isCutOff && changed != plain)
    }
}
