import Foundation
import Synchronization
import Testing

@testable import TesseraTensorBoard

@Suite struct RunLogTests {
    /// A folder that lasts as long as a test.
    private final class Folder {
        let path = NSTemporaryDirectory() + "tessera-" + UUID().uuidString

        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }

        var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

        func events(_ file: String) throws -> [TBEvent] {
            let bytes = try #require(FileManager.default.contents(atPath: "\(path)/\(file)"))
            return try #require(try TensorBoardTests.events(Array(bytes)))
        }
    }

    private final class Notes: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    @Test func aCallHasAFileOfItsOwn() throws {
        let folder = try Folder()
        for first in [1, 3] {
            let log = RunLog { Issue.record("\($0)") }
            for step in first...4 { log.add([("loss", Double(step))], step: step, in: folder.path) }
        }
        let files = folder.files
        #expect(files.count == 2)
        for (file, first) in zip(files, [1, 3]) {
            let events = try folder.events(file)
            #expect(events[1].sessionLog.status == .start && events[1].step == first)
            #expect(events.dropFirst(2).map(\.step) == (first...4).map(Int64.init))
        }
    }

    @Test func whatARunWasMadeWithIsReplaced() throws {
        let folder = try Folder()
        try Data().write(to: URL(fileURLWithPath: folder.path + "/another.file"))
        let log = RunLog { Issue.record("\($0)") }
        var names: Set<String> = []
        for count in 0..<3 {
            let values = (0..<count).map { (tag: "accuracy/\($0)", value: 0.5) }
            log.replace(HyperParameters(choices: [], metrics: [], start: Date()), values, in: folder.path)
            let files = folder.files
            #expect(files.count == 2 && files.contains("another.file"))
            names.formUnion(files)
            let events = try folder.events(files.first { $0.contains("tfevents") } ?? "")
            #expect((events.last?.summary.value.map(\.tag) ?? []).filter { $0.hasPrefix("acc") } == values.map(\.tag))
        }
        #expect(names.count == 4, "each under a new name")
    }

    /// A folder that is gone: told once, then silence, and no error.
    @Test func failureIsToldOnce() throws {
        let folder = try Folder()
        let notes = Notes()
        let log = RunLog { notes.add($0) }
        log.add([("loss", 1)], step: 1, in: folder.path + "/none")
        log.add([("loss", 1)], step: 2, in: folder.path)
        log.replace(HyperParameters(choices: [], metrics: [], start: Date()), [], in: folder.path + "/none")
        #expect(notes.all.count == 1 && notes.all.first?.contains("none/events") ?? false, "\(notes.all)")
        #expect(notes.all.first?.contains("cannot be written (No such file or directory)") ?? false, "\(notes.all)")
        #expect(folder.files.isEmpty, "a file with gaps would mislead")
    }
}
