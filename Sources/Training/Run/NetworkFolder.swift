import Foundation
import Torch

/// The folder of one network in a run: `weights.safetensors`, `history.csv` and, while it trains, a checkpoint.
///
/// Every file is replaced whole, and `weights.safetensors` comes last: where it is, the network is trained.
struct NetworkFolder: Sendable {
    let path: String

    var weights: String { path + "/weights.safetensors" }
    var checkpoint: String { path + "/checkpoint.safetensors" }
    private var history: String { path + "/history.csv" }

    /// The history of a network that is trained; nil where it is not.
    func finishedHistory() throws -> [EpochRecord]? {
        guard FileManager.default.fileExists(atPath: weights) else { return nil }
        guard let text = try? String(contentsOfFile: history, encoding: .utf8), let records = [EpochRecord](csv: text)
        else {
            throw RunError.damaged(history, "it is no history of epochs; remove its folder to train that network again")
        }
        // Left where a process was killed between the two.
        try? FileManager.default.removeItem(atPath: checkpoint)
        return records
    }

    /// Copies the trained weights into `state`.
    func readWeights(into state: [NamedTensor]) throws {
        try Safetensors(contentsOf: weights).load(into: state)
    }

    /// Goes on where a checkpoint ended: fills `state` and returns the history so far; nil where there is none.
    func readCheckpoint(into state: [NamedTensor]) throws -> [EpochRecord]? {
        guard FileManager.default.fileExists(atPath: checkpoint) else { return nil }
        let file = try Safetensors(contentsOf: checkpoint)
        guard let text = file.metadata["history"], let records = [EpochRecord](csv: text) else {
            throw RunError.damaged(
                checkpoint, "its history of epochs is missing or broken; remove it to train that network again")
        }
        try file.load(into: state)
        return records
    }

    /// Saves a training after a whole epoch.
    func writeCheckpoint(_ state: [NamedTensor], history records: [EpochRecord]) throws {
        try Safetensors(of: state, metadata: ["history": records.csv]).write(to: checkpoint)
        try replaceFile(at: history, with: Array(records.csv.utf8))
    }

    /// Saves what a training ended with.
    func writeWeights(_ state: [NamedTensor], history records: [EpochRecord]) throws {
        try replaceFile(at: history, with: Array(records.csv.utf8))
        // "format: pt": what other tools look for to know that these are PyTorch's layouts.
        try Safetensors(of: state, metadata: ["format": "pt"]).write(to: weights)
        try? FileManager.default.removeItem(atPath: checkpoint)
    }

    /// Makes the folder and keeps other processes from training the same network, as long as the lock lives.
    func lock() throws -> FolderLock {
        try makeFolder(path)
        let lock = try FolderLock(path)
        // Whoever was killed while it wrote here is gone: the lock is ours.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for file in files where isTemporaryFile(file) { try? FileManager.default.removeItem(atPath: "\(path)/\(file)") }
        return lock
    }
}

/// Holds a folder for this process; the system lets go of it when the process ends, however it ends.
final class FolderLock: Sendable {
    private let descriptor: Int32

    init(_ folder: String) throws {
        descriptor = open(folder + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(path: folder, action: .written, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            // Anything else is a file system without locks, not another process.
            throw code == EWOULDBLOCK
                ? RunError.inUse(folder) : FileError(path: folder + "/.lock", action: .written, code: code)
        }
    }

    deinit {
        close(descriptor)
    }
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
        made += part + "/"
        // What stands in the way shows in the next step: a file there is not a folder to make anything in.
        guard mkdir(made, 0o777) == 0 || errno == EEXIST else {
            throw FileError(path: path, action: .written, code: errno)
        }
    }
}
