import Foundation
import TesseraFiles
import TestSupport
import Testing

@Suite struct FoldersTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func linksThatLeadOutAreFound() throws {
        for name in ["run/local/00", "run/transfer", "outside/inner"] { try makeFolder("\(folder.path)/\(name)") }
        let run = folder.path + "/run"
        symlink("\(folder.path)/outside", "\(run)/local/00/checkpoints")
        symlink("../outside", "\(run)/coherent")
        symlink("nowhere", "\(run)/global")
        symlink("\(folder.path)/outside", "\(run)/data")
        symlink("local", "\(run)/cnn-dnn")
        try replaceFile(at: "\(folder.path)/outside/file", with: [1])
        symlink("\(folder.path)/outside/file", "\(run)/transfer/history.csv")
        let own: Set = ["local", "global", "coherent", "cnn-dnn", "transfer"]
        #expect(
            linksLeadingOut(of: run, among: own)
                == ["\(run)/coherent", "\(run)/global", "\(run)/local/00/checkpoints"])
        // The run's own folder may be reached through a link.
        symlink(run, "\(folder.path)/other")
        #expect(linksLeadingOut(of: "\(folder.path)/other", among: ["cnn-dnn", "transfer"]) == [])
    }

    @Test func aFolderTakesThePlaceOfAnother() throws {
        for name in ["old", "new"] {
            try makeFolder("\(folder.path)/\(name)")
            try folder.write(name, to: "\(name)/\(name)")
        }
        for place in ["old", "other"] {
            try replaceFolder(at: "\(folder.path)/\(place)", with: folder.path + "/new")
            #expect(fileNames(in: "\(folder.path)/\(place)") == ["new"])
            try replaceFolder(at: folder.path + "/new", with: "\(folder.path)/\(place)")
        }
        #expect(throws: FileError(path: folder.path + "/a", action: .written, code: ENOENT)) {
            try replaceFolder(at: folder.path + "/a", with: folder.path + "/none")
        }
    }

    @Test func whatIsNotThereIsRemovedAlready() throws {
        try removeFile(folder.path + "/none")
        #expect(throws: FileError.self) { try removeFile(folder.path) }
    }

    @Test func onlyWhatReplacingLeavesIsRemoved() throws {
        for name in [".tessera-1-0.tmp", "mine.tmp", ".tessera-x"] {
            try replaceFile(at: "\(folder.path)/\(name)", with: [])
        }
        removeTemporaryFiles(in: folder.path)
        #expect(try folder.names == [".tessera-x", "mine.tmp"])
    }

    @Test func onlyRegularFilesAreRead() throws {
        try replaceFile(at: folder.path + "/file", with: Array("text".utf8))
        #expect(readableText(at: folder.path + "/file") == "text")
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        for name in ["pipe", "none", "."] { #expect(readableText(at: "\(folder.path)/\(name)") == nil) }
        #expect(throws: FileError(path: folder.path + "/file", action: .read, code: EFBIG)) {
            try readFile(at: folder.path + "/file", limit: 3)
        }
    }
}
