import TesseraDatasets
import TesseraDecomposition
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct BatchSourceTests {
    private let samples = Samples(
        shape: [4, 6], channels: 3, bytes: (0..<5 * 72).map { UInt8($0 % 251) }, labels: [0, 1, 2, 1, 0])
    private let normalization = Normalization(mean: [10, 20, 30], deviation: [2, 4, 8])

    private func source(_ boxes: [Box], crew: Crew = .alone, mixup: Double = 0) -> PictureBatches {
        var augmentation = Augmentation(flip: true, shift: 1)
        augmentation.mixup = mixup
        return PictureBatches(
            boxes.map {
                BatchReader(
                    samples: samples, box: $0, normalization: normalization,
                    augmentation: augmentation, key: key)
            }, crew: crew)
    }

    /// Mixed batches are sums of two batches, of the same two pictures in every box; some of the samples mix with each
    /// other alone; evaluation sees them as they are.
    @Test func mixedPictures() throws {
        let boxes = try Grid([2, 2]).boxes(of: [4, 6])
        let (plain, mixed) = (source(boxes), source(boxes, mixup: 1))
        let chosen = [4, 0, 3][...]
        let partners = try #require(mixed.mixed(chosen, epoch: 3))
        #expect(plain.mixed(chosen, epoch: 3) == nil)
        func read(_ source: PictureBatches, _ samples: [Int], _ epoch: Int?) throws -> [[Float]] {
            try source.boxes(samples[...], epoch: epoch, type: .float32, on: .cpu).map { try $0.floats }
        }
        let own = try read(plain, [4, 0, 3], 3)
        let others = try read(plain, partners.map(\.sample), 3)
        for (box, values) in try read(mixed, [4, 0, 3], 3).enumerated() {
            let size = values.count / 3
            for (place, value) in values.enumerated() {
                let share = Float(partners[place / size].share)
                #expect(abs(value - share * own[box][place] - (1 - share) * others[box][place]) < 1e-4)
            }
        }
        #expect(try read(mixed, [1, 2], nil) == read(plain, [1, 2], nil))
        let some = mixed.only([1, 3])
        #expect(some.labels == [1, 1] && some.mixed([0, 1][...], epoch: 2)?.allSatisfy { $0.sample < 2 } == true)
        #expect(try read(plain.only([1, 3]), [1, 0], 6) == read(plain, [3, 1], 6))
    }

    @Test func aCrewReadsTheSame() throws {
        let boxes = try Grid([2, 2]).boxes(of: [4, 6])
        let read = try [Crew.alone, Crew(3, threads: 1)].map { crew in
            try source(boxes, crew: crew).boxes([4, 1, 2][...], epoch: 5, type: .float32, on: .cpu).map {
                try $0.floats
            }
        }
        #expect(read[0] == read[1] && read[0].count == 4)
    }

    @Test(arguments: [ScalarType.float32, .bfloat16]) func picturesAreCutAndNormalised(_ type: ScalarType) throws {
        let boxes = try Grid([2, 2]).boxes(of: [4, 6])
        let chosen = [3, 0]
        let tensors = try source(boxes).boxes(chosen[...], epoch: nil, type: type, on: .cpu)
        #expect(tensors.count == 4)
        for (box, tensor) in zip(boxes, tensors) {
            try #expect(tensor.type == type)
            try #require(tensor.shape == [2, 3, 2, 3])
            var expected: [Float] = []
            for sample in chosen {
                for channel in 0..<3 {
                    for row in box.ranges[0] {
                        for column in box.ranges[1] {
                            let byte = samples.bytes[sample * 72 + (row * 6 + column) * 3 + channel]
                            expected.append(
                                Float((Double(byte) - normalization.mean[channel]) / normalization.deviation[channel]))
                        }
                    }
                }
            }
            let tolerance: Float = type == .float32 ? 1e-6 : 1.0 / 256
            for (a, b) in zip(try tensor.floats, expected) { #expect(abs(a - b) <= tolerance * max(1, abs(b))) }
        }
    }

    @Test func anEpochVariesWholePictures() throws {
        let chosen = Array(0..<5)
        func read(_ boxes: [Box], epoch: Int) throws -> [[Float]] {
            try source(boxes).boxes(chosen[...], epoch: epoch, type: .float32, on: .cpu).map { try $0.floats }
        }
        let whole = Box.whole([4, 6])
        #expect(try read([whole], epoch: 1) == read([whole], epoch: 1))
        #expect(try read([whole], epoch: 1) != read([whole], epoch: 2))
        // Both halves show the same picture as the whole: their values are its values.
        let halves = try read(Grid([1, 2]).boxes(of: [4, 6]), epoch: 3).flatMap { $0 }
        #expect(try halves.sorted() == read([whole], epoch: 3)[0].sorted())
    }

    @Test func vectorsAreChosen() throws {
        let source = VectorBatches([1, 2, 3, 4, 5, 6], features: 2, labels: [0, 1, 0])
        let chosen = [2, 0]
        let tensors = try source.boxes(chosen[...], epoch: 7, type: .float32, on: .cpu)
        #expect(tensors.count == 1)
        try #expect(tensors[0].shape == [2, 2])
        try #expect(tensors[0].floats == [5, 6, 1, 2])
        #expect(source.count == 3)
    }
}

@Suite struct ViewBatchesTests {
    /// Boxes of the picture and of the shrunk one, side by side; bytes are kept once for each size.
    @Test func ofPicturesOfTwoSizes() throws {
        let place = try TemporaryFolder()
        let run = try ExperimentRun(experiment(), dataset: tinyData, folder: RunFolder(path: place.path + "/run"))
        let views = run.views + [.whole([4, 4])]
        let batches = try #require(try run.pictures(views)[.training])
        let boxes = try batches.boxes([3, 5][...], epoch: 1, type: .float32, on: .cpu)
        #expect(try boxes.map { try $0.shape } == Array(repeating: [2, 1, 4, 4], count: 5))
        #expect(batches.byteCount == 60 * (64 + 16))
        let alone = try #require(try run.pictures([.whole([4, 4])])[.training])
        let own = try alone.boxes([3, 5][...], epoch: 1, type: .float32, on: .cpu)
        #expect(try own[0].floats == boxes[4].floats)
    }
}
