import TesseraDatasets
import TestSupport
import Testing

struct CIFAR10Tests {
    /// Each file holds as many records as its place, labelled with it.
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for batch in 1...5 {
            try folder.write(records(batch), to: "data_batch_\(batch).bin")
        }
        try folder.write(records(2), to: "test_batch.bin")
        return folder
    }

    private func records(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { _ in [UInt8(count)] + noise(3072, seed: UInt64(count)) }
    }

    @Test func reads() throws {
        let folder = try folder()
        let data = try Dataset.load(path: folder.path)
        #expect(data.format == .cifar10)
        #expect(data.classes.first == "airplane" && data.classes.last == "truck")
        #expect(data.training.labels == [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5])
        #expect(data.validation.labels == [2, 2])
        #expect(data.training.shape == [32, 32] && data.training.channels == 3)
        let planes = noise(3072, seed: 1)
        let interleaved = (0..<1024).flatMap { pixel in
            [planes[pixel], planes[1024 + pixel], planes[2048 + pixel]]
        }
        #expect(try Array(bytes(data.training).prefix(3072)) == interleaved)
    }

    @Test func namesOfClasses() throws {
        let folder = try folder()
        try folder.write((0..<6).map { "name\($0)\n" }.joined() + "\n", to: "batches.meta.txt")
        #expect(try Dataset.load(path: folder.path).classes == (0..<6).map { "name\($0)" })
        try folder.write("cat\ndog\ncat\n", to: "batches.meta.txt")
        #expect(
            throws: DatasetError.badClassNames(
                path: "\(folder.path)/batches.meta.txt", reason: "names the class “cat” twice")
        ) { try Dataset.load(path: folder.path) }
    }

    @Test func badFiles() throws {
        let folder = try folder()
        let path = "\(folder.path)/data_batch_2.bin"
        try folder.write(Array(records(2).dropLast(1000)), to: "data_batch_2.bin")
        #expect(throws: DatasetError.truncatedRecord(path: path, record: 1, found: 2073, expected: 3073)) {
            try Dataset.load(path: folder.path)
        }
        try folder.write([], to: "data_batch_2.bin")
        #expect(throws: DatasetError.empty(path: path)) { try Dataset.load(path: folder.path) }
        try folder.write(records(10), to: "data_batch_2.bin")
        #expect(throws: DatasetError.labelOutOfRange(path: path, sample: 0, label: 10, classes: 10)) {
            try Dataset.load(path: folder.path)
        }
        try folder.remove("data_batch_2.bin")
        let names = ["data_batch_2.bin", "data_batch_2.bin.gz"]
        #expect(throws: DatasetError.missingFile(folder: folder.path, names: names)) {
            try Dataset.load(path: folder.path)
        }
    }
}
