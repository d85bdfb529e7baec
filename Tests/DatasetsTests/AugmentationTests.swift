import TesseraRandomness
import Testing

@testable import TesseraDatasets

struct AugmentationTests {
    private let key = RandomKey(seed: 1)

    @Test func isAPureFunction() {
        let augmentation = Augmentation(flip: true, shift: 4)
        let first = augmentation.transform(sample: 3, epoch: 2, key: key)
        #expect(first == augmentation.transform(sample: 3, epoch: 2, key: key))
        let others = (0..<50).flatMap { sample in
            (0..<2).map { augmentation.transform(sample: sample, epoch: $0, key: key) }
        }
        #expect(Set(others).count > 80)
        #expect(Augmentation.none.transform(sample: 3, epoch: 2, key: key) == .identity)
    }

    @Test func flipsHalfAndShiftsEvenly() {
        let augmentation = Augmentation(flip: true, shift: 2)
        let transforms = (0..<5000).map { augmentation.transform(sample: $0, epoch: 0, key: key) }
        #expect(abs(transforms.count(where: \.isFlipped) - 2500) < 150)
        for shift in -2...2 {
            for axis in 0..<4 {
                #expect(abs(transforms.count { $0.shift[axis] == shift } - 1000) < 150)
            }
        }
        #expect(transforms.allSatisfy { (-2...2).contains($0.shift.min()) && (-2...2).contains($0.shift.max()) })
    }

    @Test("Reflection pads as PyTorch does, as often as it takes", arguments: 1...5) func reflection(side: Int) {
        // PyTorch allows padding by less than a side; more comes from padding again.
        var padded = Array(0..<side)
        while side > 1, padded.count < 60 {
            padded = padded.dropFirst().reversed() + padded + padded.dropLast().reversed()
        }
        if side == 1 { padded = [Int](repeating: 0, count: 61) }
        let middle = (padded.count - side) / 2
        for shift in -20...20 {
            let plain = Transform(isFlipped: false, shift: SIMD4(repeating: shift))
            let flipped = Transform(isFlipped: true, shift: SIMD4(repeating: shift))
            for coordinate in 0..<side {
                let expected = padded[middle + coordinate - shift]
                #expect(plain.source(of: coordinate, axis: 0, side: side, isMirrored: true) == expected)
                #expect(flipped.source(of: coordinate, axis: 1, side: side, isMirrored: true) == side - 1 - expected)
                #expect(flipped.source(of: coordinate, axis: 2, side: side, isMirrored: false) == expected)
            }
        }
        let far = Transform(isFlipped: false, shift: SIMD4(repeating: -.max))
        #expect((0..<side).contains(far.source(of: side - 1, axis: 0, side: side, isMirrored: true)))
    }
}
