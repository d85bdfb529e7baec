import Foundation
import Testing

@testable import Torch

@Suite struct ReplaceFileTests {
    private func content(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test func replacesWhole() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        try replaceFile(at: path, with: Array("first, long".utf8))
        try replaceFile(at: path, with: Array("second".utf8))
        try #expect(content(path) == "second")
        try #expect(folder.names == ["file"])
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o600 == 0o600)
    }

    @Test func keepsWhatWasThereWhenItFails() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/full/inner", withIntermediateDirectories: true)
        for (path, code) in [
            (folder.path + "/full", EISDIR), (folder.path + "/full/", EISDIR), (folder.path + "/none/file", ENOENT),
            (folder.path + "/a\0b", EINVAL), ("", ENOENT),
        ] {
            #expect(throws: FileError(path: path, action: .written, code: code)) {
                try replaceFile(at: path, with: [1])
            }
        }
        try #expect(folder.names == ["full"])
        try #expect(FileManager.default.contentsOfDirectory(atPath: folder.path + "/full") == ["inner"])
    }

    @Test func namesAsLongAsTheyMayBe() throws {
        let folder = try TemporaryFolder()
        let name = String(repeating: "n", count: 255)
        try replaceFile(at: "\(folder.path)/\(name)", with: [1])
        try #expect(folder.names == [name])
    }

    @Test func manyThreadsReplaceOneFile() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        try await withThrowingTaskGroup { group in
            for writer in 0..<8 {
                group.addTask {
                    try await onThread {
                        for _ in 0..<5 {
                            try replaceFile(at: path, with: [UInt8](repeating: UInt8(writer), count: 5000))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.count == 5000 && Set(bytes).count == 1)
        try #expect(folder.names == ["file"])
    }

    @Test func aFullDiskIsToldFromAMissingRight() throws {
        let device = open("/dev/full", O_WRONLY)
        defer { close(device) }
        #expect(!write(all: [1, 2, 3], to: device))
        #expect(errno == ENOSPC)
        #expect(
            FileError(path: "f", action: .written, code: ENOSPC).description
                == "f: cannot be written (No space left on device); free space on that disk, or write elsewhere")
        #expect(
            FileError(path: "f", action: .written, code: EACCES).description
                == "f: cannot be written (Permission denied); choose a folder that you may write to")
    }

    @Test(.disabled(if: geteuid() == 0, "root may write everywhere"))
    func aFolderThatMayNotBeWrittenTo() throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o500)
        defer { chmod(folder.path, 0o700) }
        let path = folder.path + "/file"
        #expect(throws: FileError(path: path, action: .written, code: EACCES)) { try replaceFile(at: path, with: [1]) }
    }
}
