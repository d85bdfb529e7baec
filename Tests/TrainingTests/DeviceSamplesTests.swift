import TesseraDatasets
import TesseraDecomposition
import TesseraTorch
import Testing
import TrainingSupport

@testable import TesseraTraining

/// Batches gathered where the bytes are: on any device, the CPU included, they are those that the host reads.
@Suite struct DeviceSamplesTests {
    private func samples(_ shape: [Int], channels: Int, region: Region? = nil) -> Samples {
        let whole = Samples(
            shape: shape, channels: channels,
            bytes: (0..<5 * channels * shape.reduce(1, *)).map { UInt8(truncatingIfNeeded: $0 &* 37) },
            labels: [0, 1, 2, 1, 0])
        guard let region else { return whole }
        let kept = (0..<5).flatMap { whole.values(of: $0, in: region) }
        return Samples(shape: shape, channels: channels, bytes: kept, labels: whole.labels, region: region)
    }

    private func check(_ reader: BatchReader, type: ScalarType, on device: Device = .cpu) throws {
        let resident = try #require(DeviceSamples(reader.samples))
        for epoch in [nil, 0, 3] {
            for indices in [[4, 0, 2], [1]] {
                let found = try resident.batch(indices[...], epoch: epoch, by: reader, type: type, on: device)
                let expected = try Tensor.empty(
                    [indices.count] + reader.box.shape + [reader.samples.channels], type: type)
                if type == .bfloat16 {
                    try expected.withMutableElements(of: UInt16.self) {
                        reader.read(indices[...], epoch: epoch ?? 0, augmented: epoch != nil, into: $0)
                    }
                } else {
                    try expected.withMutableElements(of: Float.self) {
                        reader.read(indices[...], epoch: epoch ?? 0, augmented: epoch != nil, into: $0)
                    }
                }
                #expect(try found.shape == expected.shape && found.type == type)
                #expect(try found.floats == expected.floats, "epoch \(epoch ?? -1)")
            }
        }
    }

    @Test(arguments: [ScalarType.float32, .bfloat16]) func picturesAndVolumes(type: ScalarType) throws {
        for (shape, grid, channels) in [([6, 8], [2, 2], 3), ([5, 4, 6], [1, 2, 2], 1)] {
            let samples = samples(shape, channels: channels)
            let normalization = Normalization(
                mean: (0..<channels).map { 10 * Double($0 + 1) }, deviation: (0..<channels).map { 3 + Double($0) })
            for box in try Grid(grid, overlap: 1).boxes(of: shape) {
                try check(
                    BatchReader(
                        samples: samples, box: box, normalization: normalization,
                        augmentation: Augmentation(flip: true, shift: 2), key: key), type: type)
            }
        }
    }

    /// Of samples in files only what a box can show is kept.
    @Test func regions() throws {
        let augmentation = Augmentation(flip: true, shift: 1)
        let box = try Grid([2, 4]).boxes(of: [6, 16])[5]
        let region = Region(reachableFrom: box, shape: [6, 16], by: augmentation, mirrorAxis: 1)
        #expect(region.count < 96)
        try check(
            BatchReader(
                samples: samples([6, 16], channels: 3, region: region), box: box,
                normalization: Normalization(mean: [1, 2, 3], deviation: [4, 5, 6]), augmentation: augmentation,
                key: key), type: .float32)
    }

    /// Where there is a GPU, it gathers the same.
    @Test(.enabled(if: ((try? Device.openCUDA()) ?? 0) > 0)) func onAGPU() throws {
        let box = try Grid([2, 2]).boxes(of: [6, 8])[3]
        try check(
            BatchReader(
                samples: samples([6, 8], channels: 3), box: box,
                normalization: Normalization(mean: [1, 2, 3], deviation: [4, 5, 6]),
                augmentation: Augmentation(flip: true, shift: 2), key: key), type: .bfloat16, on: .cuda(0))
    }
}
