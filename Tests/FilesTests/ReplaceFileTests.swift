import Foundation
import TesseraFiles
import TestSupport
import Testing

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

    /// Nothing can take the place of a device or a pipe.
    @Test func whatIsNoFileIsWrittenInto() async throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: FileError(path: pipe, action: .written, code: ENXIO)) { try replaceFile(at: pipe, with: [1]) }
        let bytes = [UInt8](repeating: 7, count: 200_000)
        let reader = open(pipe, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        async let writing: Void = onThread { try replaceFile(at: pipe, with: bytes) }
        var read: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while read.count < bytes.count {
            let count = Foundation.read(reader, &buffer, buffer.count)
            if count > 0 { read += buffer.prefix(count) } else { try await Task.sleep(for: .milliseconds(1)) }
        }
        try await writing
        #expect(read == bytes)
        try #expect(folder.names == ["pipe"])
        let device = folder.path + "/full"
        symlink("/dev/full", device)
        #expect(throws: FileError(path: device, action: .written, code: ENOSPC)) {
            try replaceFile(at: device, with: [1])
        }
        try #expect(folder.names == ["full", "pipe"])
    }

    @Test(arguments: [false, true])
    func aLinkIsReplacedUnlessItIsToBeFollowed(followsLink: Bool) throws {
        let folder = try TemporaryFolder()
        let (file, link) = (folder.path + "/file", folder.path + "/link")
        try replaceFile(at: file, with: Array("old".utf8))
        symlink("file", link)
        try replaceFile(at: link, with: Array("new".utf8), followsLink: followsLink)
        try #expect(content(file) == (followsLink ? "new" : "old"))
        try #expect(content(link) == "new")
        var status = stat()
        #expect(lstat(link, &status) == 0 && (status.st_mode & S_IFMT == S_IFLNK) == followsLink)
    }

    /// Where a file cannot have another name, here on another disk, its bytes are copied.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/shm"), "there is no /dev/shm, a disk of its own"))
    func whereThereAreNoLinksItIsACopy() throws {
        let folder = try TemporaryFolder()
        let source = "/dev/shm/tessera-\(UUID().uuidString)"
        defer { unlink(source) }
        try replaceFile(at: source, with: Array("new".utf8))
        let path = folder.path + "/file"
        try replaceFile(at: path, with: Array("old".utf8))
        try replaceFile(at: path, withCopyOf: source)
        try #expect(content(path) == "new")
        try #expect(folder.names == ["file"])
    }

    @Test func aCopyTakesTheOldOnesPlace() throws {
        let folder = try TemporaryFolder()
        let (source, path) = (folder.path + "/source", folder.path + "/file")
        try replaceFile(at: source, with: Array("new".utf8))
        try replaceFile(at: path, with: Array("old".utf8))
        // A second time it is another name for the same file already.
        for _ in 0..<2 { try replaceFile(at: path, withCopyOf: source) }
        try #expect(content(path) == "new")
        try replaceFile(at: source, with: Array("newer".utf8))
        try #expect(content(path) == "new")
        try #expect(folder.names == ["file", "source"])
        #expect(throws: FileError(path: folder.path + "/none", action: .read, code: ENOENT)) {
            try replaceFile(at: path, withCopyOf: folder.path + "/none")
        }
    }
}
