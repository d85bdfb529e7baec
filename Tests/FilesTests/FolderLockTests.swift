import Foundation
import TesseraFiles
import TestSupport
import Testing

@Suite struct FolderLockTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func oneAloneKeepsAllOthersOut() throws {
        var alone = try FolderLock(folder.path)
        #expect(alone != nil)
        #expect(try FolderLock(folder.path) == nil)
        #expect(try FolderLock(folder.path, isShared: true) == nil)
        alone = nil
        #expect(try FolderLock(folder.path, isShared: true) != nil)
    }

    @Test func manyShareWhatNobodyHasAlone() throws {
        let first = try #require(try FolderLock(folder.path))
        try first.share()
        let second = try FolderLock(folder.path, isShared: true)
        #expect(second != nil)
        #expect(try FolderLock(folder.path) == nil)
        withExtendedLifetime((first, second)) {}
    }

    /// What a link points to would be made.
    @Test func aLinkIsNotFollowed() throws {
        symlink("\(folder.path)/elsewhere", "\(folder.path)/.lock")
        let error = #expect(throws: FileError.self) { _ = try FolderLock(folder.path) }
        #expect(error?.code == ELOOP)
        #expect(try folder.names == [".lock"])
    }
}
