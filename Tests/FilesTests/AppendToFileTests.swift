import Foundation
import TesseraFiles
import TestSupport
import Testing

@Suite struct AppendToFileTests {
    @Test func isMadeAndGrows() throws {
        let folder = try TemporaryFolder()
        for text in ["one ", "", "two"] { try appendToFile(at: folder.path + "/file", Array(text.utf8)) }
        #expect(folder.bytes("file") == Data("one two".utf8))
    }

    @Test func isAsLongAsBeforeWhereTheDiskIsFull() throws {
        #expect(throws: FileError(path: "/dev/full", action: .written, code: ENOSPC)) {
            try appendToFile(at: "/dev/full", [1])
        }
        let folder = try TemporaryFolder()
        #expect(throws: FileError(path: folder.path, action: .written, code: EISDIR)) {
            try appendToFile(at: folder.path, [1])
        }
    }
}
