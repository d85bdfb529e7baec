import Foundation
import TesseraExperiments
import Testing

@Suite struct LoadingTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")

    private func load(_ bytes: Data) throws -> Experiment {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "e.yaml")
        try bytes.write(to: file)
        return try Experiment.load(path: file.path, overrides: ["seed=9"])
    }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func aFileIsRead() throws {
        #expect(try load(Data(least.utf8)).seed == 9)
    }

    @Test func aByteOrderMarkIsFine() throws {
        #expect(try load(Data([0xEF, 0xBB, 0xBF] + least.utf8)).name == "e")
    }

    @Test func whatIsNoFileIsNamed() {
        #expect(
            message { _ = try Experiment.load(path: "/nowhere/e.yaml") }
                == "/nowhere/e.yaml: there is no such file; give the path of an experiment file")
        #expect(message { _ = try Experiment.load(path: "/") }.hasPrefix("/: this "))
    }

    @Test func binaryAndHugeFilesAreRefused() {
        #expect(message { _ = try load(Data([0xFF, 0xFE, 0x00])) }.contains("is not UTF-8 text"))
        #expect(message { _ = try load(Data(repeating: 0x20, count: 1 << 20 + 1)) }.contains("larger than 1 MiB"))
    }

    @Test func endlessMistakesAreCutShort() {
        let many = (0..<100).map { "key\($0): 1\n" }.joined()
        let told = message { _ = try load(Data((least + many).utf8)) }
        #expect(told.split(separator: "\n").count == 32 && told.hasSuffix("and 70 more"))
    }

    @Test func severalMistakesHaveAHeading() {
        #expect(
            message { _ = try load(Data((least + "a: 1\nb: 2").utf8)) }.hasPrefix("2 mistakes in the experiment:\n  "))
    }
}
