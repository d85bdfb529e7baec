import TesseraCluster
import TesseraFiles
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// The folder of one model that several processes train: the leader writes, with what the others send it where each has
/// a part, the files that one process would have written.
package struct SpreadStore: TrainingStore {
    package let folder: NetworkFolder
    /// Those that train the model.
    package let cluster: Cluster
    /// Whether each of them has the whole model.
    package var holdsAll = false

    package func lock() throws -> FolderLock? { cluster.isLeader ? try folder.lock() : nil }

    package func finishedHistory() throws -> [EpochRecord]? { try cluster.shared { try folder.finishedHistory() } }

    package func finishedLearning() throws -> Learning? { try cluster.shared { folder.finishedLearning() } }

    package func hasKept(epoch: Int) throws -> Bool { try cluster.shared { folder.hasKept(epoch: epoch) } }

    package func reopen(epoch: Int) throws {
        if cluster.isLeader { try folder.reopen(epoch: epoch) }
        try cluster.meet()
    }

    package func readWeights(into state: [NamedTensor]) throws { try folder.readWeights(into: state, isPart: true) }

    package func timeline(on worker: Worker) -> Timeline? { cluster.isLeader ? folder.timeline(on: worker) : nil }

    package var weights: String { folder.weights }
    package var checkpoint: String { folder.checkpoint }

    package func attempt() throws -> Int { try cluster.shared { try folder.attempt() } }

    package func readCheckpoint(into state: TrainingState) throws {
        try folder.readCheckpoint(into: state, isPart: true)
        // Nobody writes the next one before all have read this one.
        try cluster.meet()
    }

    package func readLastEpoch(into state: TrainingState) throws {
        try folder.readLastEpoch(into: state, isPart: true)
        try cluster.meet()
    }

    package func writeCheckpoint(_ state: TrainingState) throws {
        if let whole = try whole(state.checkpoint()) { try folder.writeCheckpoint(whole, history: state.history) }
    }

    package func keepCheckpoint(of epoch: Int, last: Int) throws {
        if cluster.isLeader { try folder.keepCheckpoint(of: epoch, last: last) }
    }

    package func writeInterruption(_ state: TrainingState) throws {
        if let whole = try whole(state.checkpoint()) { try folder.writeInterruption(whole) }
    }

    package func removeInterruption() throws {
        if cluster.isLeader { try folder.removeInterruption() }
    }

    package func removeCheckpoints() {
        if cluster.isLeader { folder.removeCheckpoints() }
    }

    package func writeLearning(_ learning: Learning?) throws {
        if cluster.isLeader { try folder.writeLearning(learning) }
    }

    package func writeWeights(_ state: [NamedTensor], history: [EpochRecord]) throws {
        if let whole = try whole(.weights(of: state)) { try folder.writeWeights(whole, history: history) }
    }

    package func agreed(_ record: EpochRecord?) throws -> EpochRecord? { try cluster.shared(.eager) { record } }

    /// In the leader all processes' parts; what several have is the leader's.
    private func whole(_ part: Safetensors) throws -> Safetensors? {
        if holdsAll { return cluster.isLeader ? part : nil }
        // Not patient: a patient process that is asked to stop no longer waits, and this is what is saved then.
        let parts = try cluster.gather(cluster.isLeader ? [] : part.serialized(), .eager)
        guard cluster.isLeader else { return nil }
        var entries = part.entries
        let own = Set(entries.map(\.name))
        for bytes in parts.dropFirst() {
            entries += try Safetensors(parsing: bytes, path: folder.path).entries.filter { !own.contains($0.name) }
        }
        return Safetensors(entries, metadata: part.metadata)
    }
}
