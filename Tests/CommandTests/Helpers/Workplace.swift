import Foundation
import TestSupport

/// A folder that lasts as long as a test, in which the command runs, with a data set `data` and an experiment.
final class Workplace: Sendable {
    let path = NSTemporaryDirectory() + "tessera-command-" + UUID().uuidString

    /// An empty folder.
    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        try? FileManager.default.removeItem(atPath: cache)
    }

    /// The user's cache folder of the commands that run here; outside of the workplace, as a user's is.
    var cache: String { path + ".cache" }

    /// The absolute path of something in the folder.
    func path(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// Makes a symbolic link.
    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }

    func write(_ text: String, to name: String) throws {
        try write(Array(text.utf8), to: name)
    }

    func read(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path(name)))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try read(name), as: UTF8.self)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(name))
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(name))
    }

    /// All files below a folder, by their paths from there.
    func files(below name: String) -> [String] {
        let all = FileManager.default.subpaths(atPath: path(name)) ?? []
        return all.filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path("\(name)/\($0)"), isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// The command with these arguments, to be run here.
    func tessera(_ arguments: [String]) -> Command {
        Command(arguments: arguments, folder: path, environment: ["TESSERA_CACHE": cache])
    }

    /// `tessera train` of the experiment in `experiment.yaml`, to its end.
    func train(_ arguments: String...) async throws -> Outcome {
        try await tessera(["train", "experiment.yaml"] + arguments).run()
    }
}
