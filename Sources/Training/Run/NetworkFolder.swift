import Foundation
import Torch

/// The folder of one network in a run: `weights.safetensors`, `history.csv`, `timeline.csv` and, while it trains,
/// checkpoints.
///
/// Every file is replaced whole, and `weights.safetensors` comes last: where it is, the network is trained.
struct NetworkFolder: Sendable {
    let path: String

    var weights: String { path + "/weights.safetensors" }
    /// After the last whole epoch.
    var checkpoint: String { path + "/checkpoint.safetensors" }
    /// In the middle of the epoch after that.
    private var interruption: String { path + "/interrupted.safetensors" }
    private var history: String { path + "/history.csv" }
    private var kept: String { path + "/checkpoints" }
    private var timeline: String { path + "/timeline.csv" }

    /// The history of a network that is trained; nil where it is not.
    func finishedHistory() throws -> [EpochRecord]? {
        guard FileManager.default.fileExists(atPath: weights) else { return nil }
        guard let text = try? String(contentsOfFile: history, encoding: .utf8), let records = [EpochRecord](csv: text)
        else {
            throw RunError.damaged(history, "it is no history of epochs; remove its folder to train that network again")
        }
        return records
    }

    /// The epochs so far; nil where there are none that can be read.
    var readableHistory: [EpochRecord]? {
        (try? String(contentsOfFile: history, encoding: .utf8)).flatMap([EpochRecord].init(csv:))
    }

    /// When the network was trained; empty where nobody wrote it down.
    var spans: [TrainingSpan] {
        (try? String(contentsOfFile: timeline, encoding: .utf8)).flatMap([TrainingSpan].init(csv:)) ?? []
    }

    /// The record of a training that begins now, or goes on where there is a checkpoint.
    func timeline(on worker: Worker) -> Timeline? {
        let goesOn = [checkpoint, interruption].contains(where: FileManager.default.fileExists)
        return Timeline(path: timeline, earlier: goesOn ? spans : [], worker: worker)
    }

    /// Copies the trained weights into `state`.
    ///
    /// - Parameter isPart: whether `state` is a part of the network.
    func readWeights(into state: [NamedTensor], isPart: Bool = false) throws {
        try Safetensors(contentsOf: weights).load(into: state, isPart: isPart)
    }

    /// Goes on where a training ended: in the middle of an epoch, else after one; leaves `state` alone where it has not
    /// begun.
    ///
    /// - Parameter isPart: whether `state` is a part of the model that is kept.
    func readCheckpoint(into state: TrainingState, isPart: Bool) throws {
        try readLastEpoch(into: state, isPart: isPart)
        guard FileManager.default.fileExists(atPath: interruption) else { return }
        let file = try Safetensors(contentsOf: interruption)
        // An older one was left where a process was killed before it could remove it.
        guard file.metadata["history"] == state.history.csv else { return }
        try state.restore(file, isPart: isPart)
    }

    /// Goes back to the end of the last whole epoch.
    func readLastEpoch(into state: TrainingState, isPart: Bool) throws {
        guard FileManager.default.fileExists(atPath: checkpoint) else { return }
        try state.restore(Safetensors(contentsOf: checkpoint), isPart: isPart)
    }

    /// Saves a training after a whole epoch.
    func writeCheckpoint(_ content: Safetensors, history records: [EpochRecord]) throws {
        try content.write(to: checkpoint)
        try removeInterruption()
        try replaceFile(at: history, with: Array(records.csv.utf8))
    }

    /// Saves a training in the middle of an epoch.
    func writeInterruption(_ content: Safetensors) throws { try content.write(to: interruption) }

    /// Forgets the middle of an epoch.
    func removeInterruption() throws { try remove(interruption) }

    private func remove(_ file: String) throws {
        guard unlink(file) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw FileError(path: file, action: .written, code: errno)
        }
    }

    /// Keeps the checkpoint of `epoch` for good, as one of the `last` that are kept.
    func keepCheckpoint(of epoch: Int, last: Int) throws {
        guard last > 0 else { return }
        try makeFolder(kept)
        // Another name for the same file: checkpoints are replaced, never written into.
        let file = "\(kept)/\(epoch).safetensors"
        unlink(file)
        guard link(checkpoint, file) == 0 else { throw FileError(path: file, action: .written, code: errno) }
        unlink("\(kept)/\(epoch - last).safetensors")
    }

    /// Whether the checkpoint of `epoch` was kept.
    func hasKept(epoch: Int) -> Bool { FileManager.default.fileExists(atPath: "\(kept)/\(epoch).safetensors") }

    /// Takes a training that ended after `epoch` up again, to be trained further.
    func reopen(epoch: Int) throws {
        guard link("\(kept)/\(epoch).safetensors", checkpoint) == 0 else {
            throw FileError(path: checkpoint, action: .written, code: errno)
        }
        try remove(weights)
    }

    /// Takes a training back.
    func forget() throws {
        removeCheckpoints()
        try? FileManager.default.removeItem(atPath: kept)
        try remove(weights)
    }

    /// Saves what a training ended with.
    func writeWeights(_ content: Safetensors, history records: [EpochRecord]) throws {
        try replaceFile(at: history, with: Array(records.csv.utf8))
        try content.write(to: weights)
        removeCheckpoints()
    }

    /// Removes what a training goes on from; one that is trained no longer needs it.
    func removeCheckpoints() {
        unlink(interruption)
        unlink(checkpoint)
    }

    /// Makes the folder and keeps other processes from training the same network, as long as the lock lives.
    func lock() throws -> FolderLock? {
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
///
/// - Throws: `FileError`.
public func makeFolder(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
        made += part + "/"
        // What stands in the way shows in the next step: a file there is not a folder to make anything in.
        guard mkdir(made, 0o777) == 0 || errno == EEXIST else {
            throw FileError(path: path, action: .written, code: errno)
        }
    }
}
