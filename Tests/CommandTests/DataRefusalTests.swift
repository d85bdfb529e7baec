import Foundation
import Testing

/// Data files that are not what they should be: status 65, the file named, before anything is trained.
@Suite struct DataRefusalTests {
    @Test(arguments: idx + cifar10 + volumes) func train(_ refusal: Refusal) async throws {
        let outcome = try await refusal.check()
        #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    /// `data` says the same of the same files.
    @Test(arguments: [idx[0], idx[4], idx[8]]) func data(_ refusal: Refusal) async throws {
        var refusal = refusal
        refusal.arguments = ["data", "data"]
        try await refusal.check()
    }

    static let images = "data/train-images-idx3-ubyte"
    static let labels = "data/train-labels-idx1-ubyte"

    static let idx: [Refusal] = [
        .data("an empty folder", says: "data: holds no data set of a known format") {
            for file in $0.files(below: "data") { try $0.remove("data/\(file)") }
        },
        .data("a missing file", says: "t10k-labels-idx1-ubyte", "missing") {
            try $0.remove("data/t10k-labels-idx1-ubyte")
        },
        .data("truncated pictures", says: images, "5,119 of the 5,120 bytes", "truncated") {
            try $0.change(images) { $0.removeLast() }
        },
        .data("a header that breaks off", says: images, "header", "truncated") {
            try $0.change(images) { $0 = Array($0.prefix(9)) }
        },
        .data("bytes after the end", says: images, "goes on") { try $0.change(images) { $0.append(0) } },
        .data("an empty file", says: labels, "truncated") { try $0.write([], to: labels) },
        .data("a wrong magic number", says: images, "00 00 0d 03", "00 00 08 03") {
            try $0.change(images) { $0[2] = 0x0d }
        },
        .data("an absurd size", says: images, "header", "damaged") {
            try $0.change(images) { $0.replaceSubrange(4..<16, with: [UInt8](repeating: 0xff, count: 12)) }
        },
        .data("too few labels", says: labels, "19 labels", "20 images") {
            try $0.write(TinyData.idx([19], [UInt8](repeating: 1, count: 19)), to: labels)
        },
        .data("a label beyond the names", says: "data/classes.txt", "names 10 classes", "labels up to 10") {
            try $0.change(labels) { $0[8 + 7] = 10 }
            try $0.write((0..<10).map { "\($0)\n" }.joined(), to: "data/classes.txt")
        },
        .data("no samples", says: labels, "no samples") { try $0.write(TinyData.idx([0], []), to: labels) },
        .data("pictures without pixels", says: images, "at least one pixel") {
            try $0.write(TinyData.idx([20, 0, 16], []), to: images)
        },
        .data("parts of different sizes", says: "data: ", "16x16x1", "16x8x1") {
            try $0.write(TinyData.idx([20, 16, 8], [UInt8](repeating: 1, count: 20 * 128)), to: images)
        },
        .data("broken gzip", says: "train-images-idx3-ubyte.gz", "damaged gzip") {
            try $0.gzip(images) { $0[30] ^= 0xff }
        },
        .data("truncated gzip", says: "train-images-idx3-ubyte.gz", "truncated") {
            try $0.gzip(images) { $0.removeLast(20) }
        },
        .data("no gzip but its name", says: "train-images-idx3-ubyte.gz") {
            try $0.gzip(images) { $0 = Array("<html>404 Not Found</html>".utf8) }
        },
        .data("class names twice", says: "data/classes.txt", "twice") {
            try $0.write("a\na\n", to: "data/classes.txt")
        },
        .data("fewer class names than labels", says: "data/classes.txt", "names 2 classes") {
            try $0.write("a\nb\n", to: "data/classes.txt")
        },
        .data("a folder in a file's place", says: "train-images-idx3-ubyte is missing") {
            try $0.remove(images)
            try $0.write("", to: "\(images)/file")
        },
    ]

    static let cifar10: [Refusal] = [
        broken("a missing batch", says: "data_batch_3.bin is missing") { try $0.remove("data/data_batch_3.bin") },
        broken("a truncated batch", says: "data/data_batch_2.bin", "record 7", "truncated") {
            try $0.change("data/data_batch_2.bin") { $0.removeLast() }
        },
        broken("an empty batch", says: "data/test_batch.bin", "no samples") {
            try $0.write([], to: "data/test_batch.bin")
        },
        broken("a label out of range", says: "data/data_batch_5.bin", "sample 1 has the label 11") {
            try $0.change("data/data_batch_5.bin") { $0[3073] = 11 }
        },
    ]

    static let volumes: [Refusal] = [
        volume("a truncated file", says: "data/a/0.nii: holds 63 of the 64 bytes", "truncated") {
            try $0.change("data/a/0.nii") { $0.removeLast() }
        },
        volume("something else among them", says: "data/a/x\\ny.nii", "not a NIfTI file") {
            try $0.write("This is no volume.", to: "data/a/x\ny.nii")
        },
        volume("different sizes", says: "data/b/9.nii", "data.size") {
            try $0.write(TinyData.nifti(side: 5, value: 1), to: "data/b/9.nii")
        },
        volume("one class", says: "data: ", "one class b") { try $0.remove("data/a") },
        volume("an empty class", says: "data/c: holds no sample") { try $0.write("", to: "data/c/.nii") },
        volume("a named pipe", says: "data/a/p.nii", "not a regular file") {
            try #require(mkfifo($0.path("data/a/p.nii"), 0o600) == 0)
        },
        volume(
            "a table of files that are missing", says: "line 2 names none/0.nii, which is not there",
            "line 21 names none/19.nii", "and 4 more"
        ) {
            let lines = (0..<24).map { "none/\($0).nii,\($0 % 2)\n" }
            try $0.write("file,label\n" + lines.joined(), to: "data/table.csv")
        },
    ]

    private static func volume(
        _ what: String, says words: String..., prepare: @escaping @Sendable (Workplace) throws -> Void
    ) -> Refusal {
        Refusal("volumes: \(what)", 65, arguments: ["train", "experiment.yaml"], says: words) {
            try $0.remove("data")
            try $0.writeVolumes()
            try prepare($0)
        }
    }

    /// What only unpacking shows, `--read` tells.
    @Test func readsToTheEnd() async throws {
        try await Refusal(
            "a damaged checksum", 65, arguments: ["data", "data", "--read"], says: ["data/a/0.nii.gz", "damaged gzip"]
        ) {
            try $0.remove("data")
            try $0.writeVolumes()
            try $0.gzip("data/a/0.nii") { $0[$0.count - 6] ^= 0xff }
        }.check()
    }

    private static func broken(
        _ what: String, says words: String..., prepare: @escaping @Sendable (Workplace) throws -> Void
    ) -> Refusal {
        Refusal("CIFAR-10: \(what)", 65, arguments: ["train", "experiment.yaml"], says: words) {
            try $0.remove("data")
            try $0.writeCIFAR10()
            try prepare($0)
        }
    }
}

extension Workplace {
    /// Changes a file's bytes.
    fileprivate func change(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
        var bytes = Array(try read(name))
        change(&bytes)
        try write(bytes, to: name)
    }

    /// Replaces a file by its gzipped form, changed.
    fileprivate func gzip(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
        var bytes = try TinyData.gzip(Array(read(name)), in: self)
        change(&bytes)
        try remove(name)
        try write(bytes, to: name + ".gz")
    }
}
