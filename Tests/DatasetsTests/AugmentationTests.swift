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
            for coordinate in 0..<side {
                let expected = padded[middle + coordinate - shift]
                #expect(plain.source(of: coordinate, axis: 0, side: side, isMirrored: false) == expected)
                #expect(plain.source(of: coordinate, axis: 1, side: side, isMirrored: true) == side - 1 - expected)
            }
        }
        let far = Transform(isFlipped: false, shift: SIMD4(repeating: -.max))
        #expect((0..<side).contains(far.source(of: side - 1, axis: 0, side: side, isMirrored: true)))
    }

    @Test func mirrorsFurtherAxesInHalfOfThePictures() {
        var augmentation = Augmentation(flip: true, shift: 0)
        augmentation.flipAxes = [0, 2]
        let transforms = (0..<4000).map { augmentation.transform(sample: $0, epoch: 1, key: key) }
        for axis in 0..<4 {
            let count = transforms.count { $0.mirrors(axis, left: 1) }
            #expect(axis == 3 ? count == 0 : abs(count - 2000) < 150)
        }
        #expect(Set(transforms.map { transform in [0, 1, 2].map { transform.mirrors($0, left: 1) } }).count == 8)
        // What was there before is drawn as before.
        let before = Augmentation(flip: true, shift: 0)
        #expect(
            (0..<50).allSatisfy {
                before.transform(sample: $0, epoch: 1, key: key).isFlipped == transforms[$0].isFlipped
            })
    }

    /// What is cut out lies within the picture, has at least the share, and all shares and forms come up.
    @Test func cropsLieWithinThePicture() {
        var augmentation = Augmentation.none
        augmentation.crop = 0.3
        let sides = (40, 60)
        var shares: [Double] = []
        for sample in 0..<2000 {
            let turn = augmentation.transform(sample: sample, epoch: 0, key: key).turn(sides: sides)
            let (first, last) = (turn.source(0, 0), turn.source(sides.0 - 1, sides.1 - 1))
            #expect(first.0 > -0.51 && first.1 > -0.51 && last.0 < 39.51 && last.1 < 59.51)
            shares.append((last.0 - first.0) / 39 * (last.1 - first.1) / 59)
        }
        #expect(shares.allSatisfy { $0 > 0.29 && $0 < 1.0001 })
        #expect(shares.contains { $0 < 0.35 } && shares.contains { $0 > 0.9 })
    }

    /// A picture's partner and share are its own in every epoch; shares lie where the distribution has them.
    @Test(arguments: [(0.01, 0.993), (0.2, 0.899), (1.0, 0.75)]) func mixesWithAnother(mixup: Double, mean: Double) {
        var augmentation = Augmentation.none
        augmentation.mixup = mixup
        let all = (0..<3000).map { augmentation.partner(of: $0, among: 10, epoch: 4, key: key) }
        let again = augmentation.partner(of: 7, among: 10, epoch: 4, key: key)
        #expect(again.sample == all[7].sample && again.share == all[7].share)
        #expect(all.allSatisfy { (0..<10).contains($0.sample) && (0.5...1).contains($0.share) })
        let found = all.reduce(0) { $0 + $1.share } / 3000
        #expect(abs(found - mean) < 0.03, "\(found)")
    }
}
