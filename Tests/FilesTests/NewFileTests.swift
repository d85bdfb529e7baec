import Foundation
import TesseraFiles
import TesseraThreads
import TestSupport
import Testing

@Suite struct NewFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/file" }

    init() throws { folder = try TemporaryFolder() }

    @Test func isWrittenByManyAndThereWhenItIsWhole() throws {
        try folder.write("old", to: "file")
        let file = try NewFile(at: path)
        onAllCores(100) { file.write([UInt8](repeating: UInt8($0), count: 50), at: 50 * $0) }
        #expect(folder.bytes("file") == Data("old".utf8))
        try file.finish()
        #expect(folder.bytes("file") == Data((0..<100).flatMap { [UInt8](repeating: $0, count: 50) }))
        #expect(try folder.names == ["file"])
    }

    @Test func nothingIsLeftOfWhatWasGivenUp() throws {
        do {
            let file = try NewFile(at: path)
            file.write([1])
            #expect(try folder.names.count == 1)
        }
        #expect(try folder.names == [])
    }

    /// Two files for one place do not meet, and the second one stays.
    @Test func twoAtOnce() throws {
        let (first, second) = (try NewFile(at: path), try NewFile(at: path))
        first.write([1])
        second.write([2])
        try first.finish()
        try second.finish()
        #expect(folder.bytes("file") == Data([2]))
    }

    @Test func whatWentWrongIsToldAtTheEnd() throws {
        let file = try NewFile(at: path)
        file.write([1], at: -1)
        file.write([1])
        let error = FileError(path: path, action: .written, code: EINVAL)
        #expect(file.failure == error)
        #expect(throws: error) { try file.finish() }
        #expect(!folder.exists("file"))
        #expect(throws: FileError(path: folder.path + "/none/file", action: .written, code: ENOENT)) {
            try NewFile(at: folder.path + "/none/file")
        }
    }
}
