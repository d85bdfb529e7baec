import Foundation
import TesseraFiles
import TesseraTorch
import TesseraTraining

/// The folder of one network in a run: `weights.safetensors`, `history.csv`, `timeline.csv` and, while it trains,
/// checkpoints.
///
/// Every file is replaced whole, and `weights.safetensors` comes last: where it is, the network is trained.
package struct NetworkFolder: Sendable {
    package let path: String

    package var weights: String { path + "/weights.safetensors" }
    /// After the last whole epoch.
    package var checkpoint: String { path + "/checkpoint.safetensors" }
    /// In the middle of the epoch after that.
    private var interruption: String { path + "/interrupted.safetensors" }
    private var history: String { path + "/history.csv" }
    private var kept: String { path + "/checkpoints" }
    private var timeline: String { path + "/timeline.csv" }
    private var learning: String { path + "/learning.json" }

    /// The history of a network that is trained; nil where it is not.
    package func finishedHistory() throws -> [EpochRecord]? {
        guard FileManager.default.fileExists(atPath: weights) else { return nil }
        guard let records = readableHistory else {
            throw DamagedFile(history, "it is no history of epochs; \(Self.remedy)")
        }
        return records
    }

    /// The epochs so far; nil where there are none that can be read.
    package var readableHistory: [EpochRecord]? {
        readableText(at: history).flatMap([EpochRecord].init(csv:))
    }

    /// When the network was trained; empty where nobody wrote it down.
    package var spans: [TrainingSpan] {
        readableText(at: timeline).flatMap([TrainingSpan].init(csv:)) ?? []
    }

    /// The record of a training that begins now, or goes on where there is a checkpoint.
    package func timeline(on worker: Worker) -> Timeline? {
        let goesOn = [checkpoint, interruption].contains(where: FileManager.default.fileExists)
        return Timeline(path: timeline, earlier: goesOn ? spans : [], worker: worker)
    }

    /// Whether the network that is trained has learnt anything; nil where nobody wrote it down.
    package func finishedLearning() -> Learning? {
        (try? readFile(at: learning)).flatMap { try? JSONDecoder().decode(Learning.self, from: Data($0)) }
    }

    /// Says whether the training that ends has learnt anything; weights come after it.
    package func writeLearning(_ learning: Learning?) throws {
        guard let learning else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try replaceFile(at: self.learning, with: Array(encoder.encode(learning)) + [UInt8(ascii: "\n")])
    }

    /// How often the training in the checkpoint was begun again; 0 where there is none.
    package func attempt() throws -> Int {
        guard FileManager.default.fileExists(atPath: checkpoint) else { return 0 }
        return TrainingState.attempt(in: try Safetensors(contentsOf: checkpoint))
    }

    /// Copies the trained weights into `state`.
    ///
    /// - Parameters:
    ///   - state: the network's tensors.
    ///   - isPart: whether `state` is a part of the network.
    /// - Throws: `FileError` where they cannot be read; `SafetensorsError` where they are not those of `state`;
    ///   `DamagedFile` where they are no numbers; `TorchError`.
    package func readWeights(into state: [NamedTensor], isPart: Bool = false) throws {
        let content = try Safetensors(contentsOf: weights)
        guard content.isFinite else {
            throw DamagedFile(weights, "it holds values that are not numbers; " + Self.remedy)
        }
        try content.load(into: state, isPart: isPart)
    }

    /// Makes sure that the weights can be those of a network with so many trained values, before it is made: what a
    /// damaged `data.json` says of the samples must not fill the memory.
    package func checkSize(parameters: Int) throws {
        let size = try ReadableFile(weights).size
        guard size / MemoryLayout<Float>.size >= parameters else {
            throw DamagedFile(
                weights,
                "its \(size) bytes cannot hold the \(parameters) trained values that experiment.yaml and data.json "
                    + "ask for; one of the three is damaged")
        }
    }

    /// What helps where a network's files are damaged.
    package static let remedy = "remove its folder to train that network again"

    /// Goes on where a training ended: in the middle of an epoch, else after one; leaves `state` alone where it has not
    /// begun.
    ///
    /// - Parameters:
    ///   - state: of the training that goes on.
    ///   - isPart: whether `state` is a part of the model that is kept.
    /// - Throws: `FileError` where a checkpoint cannot be read; `DamagedFile` and `SafetensorsError` where it is none
    ///   of this network's; `TorchError`.
    package func readCheckpoint(into state: TrainingState, isPart: Bool) throws {
        try readLastEpoch(into: state, isPart: isPart)
        guard FileManager.default.fileExists(atPath: interruption) else { return }
        let file = try Safetensors(contentsOf: interruption)
        // An older one was left where a process was killed before it could remove it.
        guard file.metadata["history"] == state.history.csv else { return }
        try state.restore(file, isPart: isPart)
    }

    /// Goes back to the end of the last whole epoch.
    package func readLastEpoch(into state: TrainingState, isPart: Bool) throws {
        guard FileManager.default.fileExists(atPath: checkpoint) else { return }
        try state.restore(Safetensors(contentsOf: checkpoint), isPart: isPart)
    }

    /// Saves a training after a whole epoch.
    package func writeCheckpoint(_ content: Safetensors, history records: [EpochRecord]) throws {
        try content.write(to: checkpoint)
        try removeInterruption()
        try replaceFile(at: history, with: Array(records.csv.utf8))
    }

    /// Saves a training in the middle of an epoch.
    package func writeInterruption(_ content: Safetensors) throws { try content.write(to: interruption) }

    /// Forgets the middle of an epoch.
    package func removeInterruption() throws { try removeFile(interruption) }

    /// Keeps the checkpoint of `epoch` for good, as one of the `last` that are kept.
    package func keepCheckpoint(of epoch: Int, last: Int) throws {
        guard last > 0 else { return }
        try makeFolder(kept)
        try replaceFile(at: kept(epoch), withCopyOf: checkpoint)
        try removeFile(kept(epoch - last))
    }

    /// Whether the checkpoint of `epoch` was kept.
    package func hasKept(epoch: Int) -> Bool { FileManager.default.fileExists(atPath: kept(epoch)) }

    private func kept(_ epoch: Int) -> String { "\(kept)/\(epoch).safetensors" }

    /// Takes a training that ended after `epoch` up again, to be trained further.
    ///
    /// Killed half-way, it can be called again.
    package func reopen(epoch: Int) throws {
        try replaceFile(at: checkpoint, withCopyOf: kept(epoch))
        try removeFile(weights)
    }

    /// Takes a training back.
    package func forget() throws {
        removeCheckpoints()
        try? FileManager.default.removeItem(atPath: kept)
        try removeFile(weights)
    }

    /// Saves what a training ended with.
    package func writeWeights(_ content: Safetensors, history records: [EpochRecord]) throws {
        try replaceFile(at: history, with: Array(records.csv.utf8))
        try content.write(to: weights)
        removeCheckpoints()
    }

    /// Removes what a training goes on from; one that is trained no longer needs it.
    package func removeCheckpoints() {
        unlink(interruption)
        unlink(checkpoint)
    }

    /// Makes the folder and keeps other processes from training the same network, as long as the lock lives.
    package func lock() throws -> FolderLock? {
        try makeFolder(path)
        guard let lock = try FolderLock(path) else { throw RunError.inUse(path) }
        // Whoever was killed while it wrote here is gone: the lock is ours.
        removeTemporaryFiles(in: path)
        removeTemporaryFiles(in: kept)
        return lock
    }
}
