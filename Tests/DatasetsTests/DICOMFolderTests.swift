import Foundation
import Synchronization
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraDatasets

struct DICOMFolderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ name: String, seed: UInt64) throws {
        let path = "\(folder.path)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (index, slice) in NoisyVolume([3, 4, 5], seed: seed).stored().slices.enumerated() {
            try folder.write(slice.bytes, to: "\(name)/\(9 - index)")
        }
    }

    private func load(_ name: String = "") throws -> Dataset {
        try Dataset.load(path: folder.path + name)
    }

    @Test(arguments: ["", "train/"]) func classFolders(part: String) throws {
        for index in 0..<5 { try write("\(part)ill/\(index)", seed: UInt64(index)) }
        for index in 5..<10 { try write("\(part)well/\(index)", seed: UInt64(index)) }
        if !part.isEmpty { for name in ["ill", "well"] { try write("val/\(name)/1", seed: 1) } }
        try folder.write(NoisyVolume([3, 4, 5]).stored().bytes, to: "\(part)well/a.nii")
        let data = try load()
        #expect(data.format == .volumes && data.classes == ["ill", "well"] && data.training.shape == [3, 4, 5])
        for index in data.training.labels.indices where !data.training.name(of: index).hasSuffix(".nii") {
            let seed = try #require(UInt64(data.training.name(of: index).suffix(1)))
            #expect(try data.training.values(of: index, in: data.training.wholeRegion) == noise(60, seed: seed))
        }
    }

    /// What lay beside slices is told each time, also where decoded samples are kept.
    @Test(arguments: [nil, [3, 4, 5]] as [[Int]?]) func notesAreKeptWithDecodedSamples(size: [Int]?) throws {
        for index in 0..<4 {
            try write("\(index % 2)/\(index)", seed: UInt64(index))
            try folder.write("CC0", to: "\(index % 2)/\(index)/LICENSE")
        }
        var options = Dataset.Options()
        options.form.size = size
        options.validation = 0.5
        options.cache = SampleCache(folder: folder.path + "/.cache")
        let told = Mutex<[String]>([])
        options.notice = { note in told.withLock { $0.append(note) } }
        for _ in 0..<3 { _ = try Dataset.load(path: folder.path, options: options) }
        let note = "passed over in 4 folders of slices: 4 files that are no DICOM"
        #expect(told.withLock { $0 } == [note, note, note])
    }

    @Test func tables() throws {
        for index in 0..<4 { try write("all/\(index)", seed: UInt64(index)) }
        let rows = (0..<4).map { "all/\($0),\($0 % 2)" }.joined(separator: "\n")
        try folder.write("file,label\n\(rows)\nall/0/9,0\n", to: "table.csv")
        let error = try #require(throws: DatasetError.self) { try load("/table.csv") }
        #expect(error.description.contains("all/0/9") && error.description.contains("single slice"))
        try folder.write("file,label\n\(rows)\n", to: "table.csv")
        var options = Dataset.Options()
        options.validation = 0
        let data = try Volumes.load(path: folder.path, options: options)
        #expect(data.training.labels == [0, 1, 0, 1])
        #expect(try data.training.values(of: 2, in: data.training.wholeRegion) == noise(60, seed: 2))
    }

    @Test func allBadSeriesAtOnce() throws {
        for index in 0..<2 { try write("a/\(index)", seed: 1) }
        try write("b/1", seed: 1)
        for index in 0..<2 {
            try folder.write([UInt8](repeating: 0, count: 128) + Array("DICM".utf8), to: "a/\(index)/x")
        }
        let error = try #require(throws: DatasetError.self) { try load() }
        #expect(error.description.contains("2 samples") && error.description.contains("a/1/x"))
    }
}
