import Foundation
import TestSupport
import Testing

@testable import TesseraDatasets

struct LooseFilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func found(_ paths: String...) throws -> [String] {
        let files = try LooseFiles(
            paths.map { "\(folder.path)/\($0)" }, format: .volumes, shape: [3, 4, 5], channels: 1, options: .init())
        #expect(files.samples.count == files.paths.count && files.samples.shape == [3, 4, 5])
        return files.paths.map { $0.replacing(folder.path + "/", with: "") }.sorted()
    }

    private func writeSlices(to name: String) throws {
        for (index, slice) in NoisyVolume([3, 4, 5], seed: 1).stored().slices.enumerated() {
            try folder.write(slice.bytes, to: "\(name)/\(index)")
        }
    }

    /// A folder of slices is one volume, also within others and beside a directory of the files; text beside slices is
    /// passed over.
    @Test func series() throws {
        try FileManager.default.createDirectory(atPath: "\(folder.path)/a/b", withIntermediateDirectories: true)
        try writeSlices(to: "a/b")
        try folder.write("of a slice", to: "a/b/notes.txt")
        #expect(try found("a/b") == ["a/b"] && found("a") == ["a/b"])
        try folder.write(DICOMFile().bytes, to: "a/DICOMDIR")
        #expect(try found("a") == ["a/b"])
    }

    /// A file of several frames is a volume, and so is a NIfTI file beside it.
    @Test func filesOfSeveralFrames() throws {
        try FileManager.default.createDirectory(atPath: "\(folder.path)/a", withIntermediateDirectories: true)
        let frames = try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/enhanced.dcm"))
        for name in ["a/1.dcm", "a/2"] { try folder.write(Array(frames), to: name) }
        #expect(try found("a") == ["a/1.dcm", "a/2"])
        try folder.write(NoisyVolume([3, 4, 5]).stored().bytes, to: "a/3.nii")
        #expect(try found("a") == ["a/1.dcm", "a/2", "a/3.nii"])
    }
}
