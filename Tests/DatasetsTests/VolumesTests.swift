import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

struct VolumesTests {
    private let folder: TemporaryFolder
    private let key = RandomKey(seed: 1)

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ name: String, size: [Int] = [3, 4, 5], seed: UInt64 = 1) throws {
        let path = URL(fileURLWithPath: "\(folder.path)/\(name)").deletingLastPathComponent()
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        let bytes = NoisyVolume(size, seed: seed).stored().bytes
        try folder.write(name.hasSuffix(".gz") ? gzip(bytes) : bytes, to: name)
    }

    private func load(
        _ name: String = "", size: [Int]? = nil, window: [Double]? = nil, share: Double = 0, cache: SampleCache? = nil
    ) throws -> Dataset {
        var options = Dataset.Options()
        (options.form.size, options.form.window, options.validation, options.key) = (size, window, share, key)
        options.cache = cache
        return try Volumes.load(path: "\(folder.path)\(name)", options: options)
    }

    @Test func classFolders() throws {
        for index in 0..<10 { try write("ill/\(index).nii.gz", seed: UInt64(index)) }
        for index in 10..<14 { try write("well/\(index).nii", seed: UInt64(index)) }
        try folder.write("hidden", to: "ill/.nii")
        try folder.write("passed over", to: "ill/notes.txt")
        let all = try load()
        #expect(all.classes == ["ill", "well"])
        #expect(all.validation.labels.isEmpty && all.test == nil)
        #expect(all.training.shape == [3, 4, 5] && all.training.channels == 1)
        #expect(all.training.labels == [Int](repeating: 0, count: 10) + [1, 1, 1, 1])
        let samples = try all.training.samples(in: all.training.wholeRegion)
        for index in 0..<14 {
            #expect(samples.values(of: index, in: samples.wholeRegion) == noise(60, seed: UInt64(index)))
        }
        let split = try load(share: 0.2)
        let validation = split.validation
        let whole = samples.split(share: 0.2, key: key)
        #expect(validation.labels == [0, 0, 1])
        #expect(try validation.samples(in: validation.wholeRegion).bytes == bytes(whole.held))
        #expect(try split.training.samples(in: validation.wholeRegion).bytes == bytes(whole.rest))
    }

    @Test func parts() throws {
        for part in ["train", "val", "test"] {
            try write("\(part)/a/1.nii")
            try write("\(part)/b/1.nii")
        }
        let data = try load(share: 0.5)
        #expect(data.training.labels == [0, 1] && data.validation.labels == [0, 1] && data.test?.labels == [0, 1])
        #expect(data.test?.name(of: 1) == "\(folder.path)/test/b/1.nii")
    }

    @Test func tables() throws {
        for name in ["one", "two, three", "four \"4\""] { try write("v/\(name).nii", seed: UInt64(name.count)) }
        let text =
            "\u{feff}note,label,file\r\n,well,v/one.nii\r\n\r\n\"a\nb\",ill,\"v/two, three.nii\"\r\n"
            + ",well,\"v/four \"\"4\"\".nii\""
        try folder.write(text, to: "table.csv")
        try folder.write("name;label\n1;2\n", to: "other.csv")
        for path in ["", "/table.csv"] {
            let data = try load(path)
            #expect(data.classes == ["ill", "well"])
            #expect(data.training.labels == [1, 0, 1])
            #expect(try data.training.values(of: 1, in: data.training.wholeRegion) == noise(60, seed: 10))
        }
        try folder.write(text, to: "second.csv")
        #expect(throws: DatasetError.self) { try load() }
        let bad = [
            "file,label\n", "file,label\nv/one.nii\n", "file,label\nv/one.nii,\n", "label\n1\n", "",
            "file,label\nv/one.nii,a\nv/one.nii,b\n", "file,label\nv/none.nii,a\n", "file,label\nv,a\n",
            "file,label\n\"v/one.nii,a\n",
        ]
        for text in bad {
            try folder.write(text, to: "table.csv")
            #expect(throws: DatasetError.self, "\(text)") { try load("/table.csv") }
        }
    }

    @Test func sizes() throws {
        try write("a/1.nii")
        try write("b/1.nii", size: [5, 4, 3])
        #expect(
            throws: DatasetError.sizesDiffer(
                path: "\(folder.path)/a/1.nii", [3, 4, 5, 1], otherPath: "\(folder.path)/b/1.nii", [5, 4, 3, 1])
        ) { try load() }
        let data = try load(size: [4, 4, 2])
        #expect(try data.training.samples(in: data.training.wholeRegion).bytes.count == 64)
        for size in [[4, 4], [4, 4, 0], [4, 4, -1], []] { #expect(throws: DatasetError.self) { try load(size: size) } }
        for window in [[1], [2, 1], [0, .infinity], [1, 1], [.nan, 1]] {
            #expect(throws: DatasetError.self) { try load(size: [2, 2, 2], window: window) }
        }
    }

    @Test func allBadFilesAtOnce() throws {
        for index in 0..<3 { try write("a/\(index).nii") }
        try folder.write("", to: "a/empty.nii")
        try folder.write("no volume", to: "a/text.nii.gz")
        let error = try #require(throws: DatasetError.self) { try load() }
        guard case .several(let errors) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(
            errors.count == 2 && error.description.contains("a/empty.nii") && error.description.contains("text.nii"))
        // What only unpacking shows is told of all samples at once, too.
        let size = [10, 10, 10]
        var bytes = try gzip(NoisyVolume(size).stored().bytes)
        bytes[bytes.count - 7] ^= 0x40
        for index in 0..<4 {
            try write("late/a/\(index).nii", size: size)
            if index % 2 == 1 { try folder.write(bytes, to: "late/a/\(index).nii") }
        }
        let data = try load("/late")
        let late = try #require(throws: DatasetError.self) { try data.training.samples(in: data.training.wholeRegion) }
        #expect(late.description.contains("2 samples"))
    }

    /// Packed and resampled volumes are kept decoded; plain ones of their own size stay where they lie.
    @Test func cache() throws {
        for index in 0..<4 { try write("\(index % 2)/\(index).nii", seed: UInt64(index)) }
        let cache = SampleCache(folder: "\(folder.path)/.cache")
        func kept() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: cache.folder))?.count ?? 0 }
        _ = try load(cache: cache)
        #expect(kept() == 0)
        for (size, count) in [([4, 4, 2], 1), (nil, 2)] {
            if size == nil { try write("0/4.nii.gz", seed: 4) }
            for _ in 0..<2 {
                let (decoded, plain) = (try load(size: size, cache: cache), try load(size: size))
                #expect(try bytes(decoded.training) == bytes(plain.training))
                #expect(decoded.training.labels == plain.training.labels)
                let region = Region([[0, 2], [1], [0, 1]])
                #expect(
                    try decoded.training.values(of: 2, in: region) == plain.training.values(of: 2, in: region))
            }
            #expect(kept() == count)
        }
    }

    /// Of a pair the voxels count, not just the header.
    @Test func cachedPairs() throws {
        let cache = SampleCache(folder: "\(folder.path)/.cache")
        for seed in [1, 2] as [UInt64] {
            for index in 0..<4 {
                var file = NoisyVolume([4, 4, 2], seed: seed + UInt64(index)).stored()
                file.isPair = true
                try FileManager.default.createDirectory(
                    atPath: "\(folder.path)/\(index % 2)", withIntermediateDirectories: true)
                try folder.write(file.bytes, to: "\(index % 2)/\(index).hdr")
                try folder.write(file.voxels, to: "\(index % 2)/\(index).img")
            }
            #expect(
                try bytes(load(size: [2, 2, 2], cache: cache).training) == bytes(load(size: [2, 2, 2]).training))
        }
    }

    @Test func whatIsNoVolume() throws {
        for name in ["a/1.nii", "a/2.nii", "b/1.nii", "b/2.nii"] { try write(name) }
        // A folder that leads back to itself holds nothing more.
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/a/loop", withDestinationPath: folder.path + "/a")
        #expect(try load().training.count == 4)
        try folder.remove("a/loop")
        let pipe = "\(folder.path)/a/4.nii"
        try #require(mkfifo(pipe, 0o600) == 0)
        #expect(throws: DatasetError.unreadable(path: pipe, reason: "not a regular file")) { try load() }
        try folder.remove("a/4.nii")
        try FileManager.default.createSymbolicLink(atPath: pipe, withDestinationPath: "4.nii")
        #expect(throws: DatasetError.noSuchPath(pipe)) { try load() }
    }

    @Test func namesOfAnyScript() throws {
        let classes = ["données", "line\nfeed", "データ", "\"quoted\", 'twice' $(x)"].sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        for name in classes { try write("\(name)/\(name).nii.gz") }
        #expect(try load().classes == classes)
        try #require(mkdir(Array("\(folder.path)/".utf8CString.dropLast()) + [-1, 0], 0o700) == 0)
        #expect(throws: DatasetError.unreadable(path: "\(folder.path)/\u{fffd}", reason: "its name is not UTF-8")) {
            try load()
        }
    }

    @Test func emptyFolders() throws {
        #expect(throws: DatasetError.noClassFolders(folder.path)) { try load() }
        #expect(throws: DatasetError.noSuchPath("\(folder.path)/no")) { try load("/no") }
        try write("a/1.nii")
        try FileManager.default.createDirectory(atPath: "\(folder.path)/b", withIntermediateDirectories: true)
        #expect(throws: DatasetError.emptyClass("\(folder.path)/b")) { try load() }
    }
}
