import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

/// Damaged files of the simple formats are read or refused, with no crash, hang or room for what is not there.
struct SmallFormatFuzzTests {
    /// Replaces one of `files` by a mutant, each time another one, and loads the folder.
    private func tryMutants(
        of files: [(name: String, bytes: [UInt8])], format: DatasetFormat, seed: UInt64, packed: Bool, fields: Int
    ) throws {
        let folder = try TemporaryFolder()
        for file in files { try folder.write(file.bytes, to: file.name) }
        var read = 0
        for index in 0..<mutantCount {
            let file = files[index % files.count]
            let key = RandomKey(seed: seed).derived(index)
            let bytes =
                packed && index % 2 == 0
                ? mutant(of: try gzip(file.bytes), key: key, fields: 20)
                : mutant(of: file.bytes, key: key, fields: fields)
            try folder.write(bytes, to: file.name)
            do throws(DatasetError) {
                let data = try Dataset.load(path: folder.path, format: format)
                let region = data.training.wholeRegion
                #expect(
                    try data.training.samples(in: region).bytes.count == data.training.count * region.count
                        * data.training.channels)
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
            try folder.write(file.bytes, to: file.name)
        }
        #expect(read > mutantCount / 50 && read < mutantCount * 49 / 50, "\(read) of \(mutantCount) were read")
        print("\(mutantCount) damaged \(format.rawValue) files: \(read) read, \(mutantCount - read) refused")
    }

    @Test func idxFiles() throws {
        try tryMutants(
            of: [
                ("train-images-idx3-ubyte", idx([6, 4, 3], noise(72))),
                ("train-labels-idx1-ubyte", idx([6], [0, 1, 2, 0, 1, 2])),
                ("t10k-images-idx3-ubyte", idx([3, 4, 3], noise(36))),
                ("t10k-labels-idx1-ubyte", idx([3], [0, 1, 2])),
            ], format: .idx, seed: 31, packed: true, fields: 16)
    }

    @Test func cifar10Files() throws {
        let names = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]
        try tryMutants(
            of: names.enumerated().map { ($1, [UInt8($0)] + noise(3072, seed: UInt64($0))) }
                + [("batches.meta.txt", Array((0...9).map { "class\($0)\n" }.joined().utf8))],
            format: .cifar10, seed: 32, packed: true, fields: 3)
    }

    @Test func tables() throws {
        let volumes = (0..<4).map { ("\($0).nii", NoisyVolume([2, 2, 2], seed: UInt64($0)).stored().bytes) }
        let folder = try TemporaryFolder()
        for (name, bytes) in volumes { try folder.write(bytes, to: name) }
        let table = Array(
            "file,label,age\n0.nii,\"a \"\"x\"\"\",1\r\n1.nii,b,2\n\"2.nii\",b,\n3.nii,\"a \"\"x\"\"\",\n".utf8)
        var options = Dataset.Options()
        options.validation = 0.5
        var read = 0
        for index in 0..<mutantCount {
            try folder.write(mutant(of: table, key: RandomKey(seed: 33).derived(index), fields: 40), to: "table.csv")
            do throws(DatasetError) {
                _ = try Dataset.load(path: "\(folder.path)/table.csv", format: .volumes, options: options)
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(read > mutantCount / 50 && read < mutantCount * 49 / 50, "\(read) of \(mutantCount) were read")
        print("\(mutantCount) damaged tables: \(read) read, \(mutantCount - read) refused")
    }
}
