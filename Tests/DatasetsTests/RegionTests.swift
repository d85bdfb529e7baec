import TesseraDecomposition
import TesseraRandomness
import Testing

@testable import TesseraDatasets

@Suite struct RegionTests {
    private static let augmentations = [
        Augmentation.none, Augmentation(flip: true, shift: 0), Augmentation(flip: false, shift: 3),
        Augmentation(flip: true, shift: 2), Augmentation(flip: true, shift: 2, rotate: 10),
        Augmentation(flip: false, shift: 0, rotate: 180), Augmentation(flip: true, shift: 50),
        Augmentation(flip: false, shift: 1, zoom: 0.4),
        Augmentation(flip: true, shift: 2, rotate: 20, zoom: 1, erase: 3),
        further { ($0.flipAxes, $0.shift, $0.contrast) = ([0], 1, 0.5) },
        further { ($0.crop, $0.rotate, $0.flip, $0.color) = (0.2, 10, true, 0.3) },
    ]

    private static func further(_ set: (inout Augmentation) -> Void) -> Augmentation {
        var augmentation = Augmentation.none
        set(&augmentation)
        return augmentation
    }

    private func samples(_ shape: [Int], channels: Int) -> Samples {
        let count = 3
        return Samples(
            shape: shape, channels: channels, bytes: noise(shape.reduce(channels * count, *)),
            labels: Array(repeating: 0, count: count))
    }

    /// What a region keeps is all that its box's batches show: they are the same as from whole samples.
    @Test(
        arguments: [([9, 12], 3, [3, 2]), ([12, 10, 6], 1, [2, 2, 2]), ([7, 5, 5], 2, [2, 1, 2])], augmentations)
    func regionsAreEnough(_ data: (shape: [Int], channels: Int, grid: [Int]), _ augmentation: Augmentation) throws {
        let whole = samples(data.shape, channels: data.channels)
        let normalization = try Normalization(of: whole)
        for box in try Grid(data.grid, overlap: 1).boxes(of: data.shape) {
            for mirrorAxis in [0, data.shape.count - 1] {
                let region = Region(
                    reachableFrom: box, shape: data.shape, by: augmentation, mirrorAxis: mirrorAxis)
                let part = try LazySamples(samples: whole).samples(in: region)
                #expect(part.bytes.count == region.count * data.channels * 3)
                let batches = [whole, part].map { samples in
                    let reader = BatchReader(
                        samples: samples, box: box, normalization: normalization, augmentation: augmentation,
                        mirrorAxis: mirrorAxis, key: RandomKey(seed: 5))
                    return (0..<40).map { epoch in
                        [Float](unsafeUninitializedCapacity: 3 * reader.sampleSize) { buffer, count in
                            count = 3 * reader.sampleSize
                            let batch = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
                            reader.read([2, 0, 1], epoch: epoch, augmented: true, into: batch)
                        }
                    }
                }
                #expect(batches[0] == batches[1])
            }
        }
    }

    @Test func withoutAugmentationItIsTheBox() {
        let box = Box([2..<5, 0..<4])
        let region = Region(reachableFrom: box, shape: [8, 8], by: .none, mirrorAxis: 1)
        #expect(region.axes == [[2, 3, 4], [0, 1, 2, 3]])
        #expect(region.envelope == box.ranges && region.count == box.count && !region.isAll(of: [8, 8]))
    }

    @Test func aMirroredBoxIsKeptButNotWhatLiesBetween() {
        let region = Region(
            reachableFrom: Box([0..<2, 0..<3]), shape: [4, 12], by: Augmentation(flip: true, shift: 1), mirrorAxis: 1)
        #expect(region.axes == [[0, 1, 2], [0, 1, 2, 3, 8, 9, 10, 11]])
    }

    @Test func normalizationIsTheSameSampleBySample() throws {
        let whole = samples([6, 5], channels: 3)
        try #expect(Normalization(of: whole) == Normalization(of: LazySamples(samples: whole)))
    }

    /// A square turned by a right angle is a permutation of its pixels.
    @Test func aRightAngle() {
        let quarter = Transform(isFlipped: false, shift: .zero, angle: .pi / 2)
        for (first, second) in [(0, 0), (0, 4), (2, 1)] {
            let (a, b) = quarter.turn(sides: (5, 5)).source(first, second)
            #expect(abs(a - Double(second)) < 1e-9 && abs(b - Double(4 - first)) < 1e-9)
        }
    }

    @Test func anglesAreSpreadOverTheirRange() {
        let augmentation = Augmentation(flip: false, shift: 0, rotate: 20)
        let angles = (0..<500).map { augmentation.transform(sample: $0, epoch: 1, key: RandomKey(seed: 1)).angle }
        let limit = 20 * Double.pi / 180
        #expect(angles.allSatisfy { abs($0) <= limit })
        #expect(abs(angles.reduce(0, +) / 500) < limit / 10 && (angles.max() ?? 0) > 0.9 * limit)
    }

    @Test func zoomingIsAboutTheMiddle() {
        var twice = Transform.identity
        twice.scale = 2
        let turn = twice.turn(sides: (5, 9))
        #expect(turn.source(2, 4) == (2, 4))
        #expect(turn.source(0, 8) == (1, 6))
    }

    @Test func zoomsAreEvenlyLargerAndSmaller() {
        let augmentation = Augmentation(flip: false, shift: 0, zoom: 0.25)
        let scales = (0..<500).map { augmentation.transform(sample: $0, epoch: 1, key: RandomKey(seed: 1)).scale }
        #expect(scales.allSatisfy { (0.8...1.25).contains($0) })
        #expect((200...300).contains(scales.count { $0 > 1 }))
        #expect((scales.max() ?? 0) > 1.23 && (scales.min() ?? 1) < 0.82)
    }

    /// A picture of one value stays one, whichever way it is turned: weights add up to 1.
    @Test func turningKeepsAPlainPicture() throws {
        let plain = Samples(shape: [6, 7], channels: 1, bytes: Array(repeating: 201, count: 42), labels: [0])
        let reader = BatchReader(
            samples: plain, box: Box([0..<6, 0..<7]), normalization: Normalization(mean: [0], deviation: [1]),
            augmentation: Augmentation(flip: true, shift: 1, rotate: 45, zoom: 0.5), key: RandomKey(seed: 2))
        var values = [Float](repeating: 0, count: 42)
        for epoch in 0..<20 {
            values.withUnsafeMutableBufferPointer { reader.read([0], epoch: epoch, augmented: true, into: $0) }
            #expect(values.allSatisfy { $0 == 201 })
        }
    }

    /// The union of what boxes need holds what each needs; of all boxes it is everything.
    @Test(arguments: augmentations) func unions(augmentation: Augmentation) throws {
        let shape = [9, 12, 5]
        let regions = try Grid([3, 2, 1]).boxes(of: shape).map {
            Region(reachableFrom: $0, shape: shape, by: augmentation, mirrorAxis: 1)
        }
        var union = regions[0]
        for region in regions {
            union = union.union(region)
            for (axis, kept) in region.axes.enumerated() { #expect(Set(kept).isSubset(of: union.axes[axis])) }
        }
        #expect(union == Region(of: shape))
        #expect(regions[0].union(regions[0]) == regions[0])
    }
}
