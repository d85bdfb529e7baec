import Foundation
import TesseraDatasets
import TestSupport
import Testing

struct DatasetTests {
    static let fashionMNIST =
        ProcessInfo.processInfo.environment["TESSERA_FASHION_MNIST"] ?? "/usr/share/datasets/fashion-mnist"

    @Test("Real data", .enabled(if: FileManager.default.fileExists(atPath: fashionMNIST)))
    func readsFashionMNIST() throws {
        let data = try Dataset.load(path: DatasetTests.fashionMNIST)
        let summary = data.summary
        #expect(summary.format == "idx")
        #expect(summary.shape == [28, 28])
        #expect(summary.channels == 1)
        #expect(summary.parts.map(\.name) == ["training", "validation"])
        #expect(summary.parts.map(\.samples) == [60_000, 10_000])
        #expect(summary.parts[0].samplesPerClass == [Int](repeating: 6000, count: 10))
        #expect(summary.parts[1].samplesPerClass == [Int](repeating: 1000, count: 10))
        #expect(data.training.labels.prefix(5) == [9, 0, 0, 3, 0])
        // The values of the test images that everyone finds, 0.2868 and 0.3524 of 255.
        let normalization = try Normalization(of: data.validation)
        #expect(abs(normalization.mean[0] / 255 - 0.2868) < 5e-5)
        #expect(abs(normalization.deviation[0] / 255 - 0.3524) < 5e-5)
    }

    @Test func pathsThatHoldNoDataSet() throws {
        #expect(throws: DatasetError.noSuchPath("/no/such/folder")) { try Dataset.load(path: "/no/such/folder") }
        let folder = try TemporaryFolder()
        try folder.write("text", to: "notes.txt")
        #expect(throws: DatasetError.notFolder("\(folder.path)/notes.txt")) {
            try Dataset.load(path: "\(folder.path)/notes.txt")
        }
        #expect(
            throws: DatasetError.unrecognized(
                folder: folder.path,
                lookedFor: [
                    "data_batch_1.bin (cifar10)", "train-images-idx3-ubyte (idx)", "x.npy (numpy)",
                    "CLASS/*.jpg (images)", "CLASS/*.nii.gz (volumes)",
                ])
        ) { try Dataset.load(path: folder.path) }
    }

    @Test func keysThatMeanNothingAreRefused() throws {
        var options = Dataset.Options()
        options.form.window = [0, 1]
        #expect(
            throws: DatasetError.meaningless(key: "data.window", path: DatasetTests.fashionMNIST, format: .idx)
        ) { try Dataset.load(path: DatasetTests.fashionMNIST, options: options) }
    }

    @Test func summaryCountsEachPart() {
        let part = noisySamples(2, shape: [3, 2], channels: 3)
        let three = Samples(shape: [3, 2], channels: 3, bytes: noise(54), labels: [1, 1, 0])
        let data = Dataset(format: .cifar10, classes: ["a", "b"], training: three, validation: part, test: part)
        #expect(data.summary.parts.map(\.name) == ["training", "validation", "test"])
        #expect(data.summary.parts.map(\.samplesPerClass) == [[1, 2], [2, 0], [2, 0]])
    }
}
