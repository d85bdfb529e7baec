import TesseraFiles
import TesseraTorch

/// Where a training is kept: its network's folder, perhaps seen by one of several processes that train one model.
package protocol TrainingStore: Sendable {
    /// Keeps other processes from training the same network, as long as the lock lives; see `NetworkFolder`.
    func lock() throws -> FolderLock?
    func finishedHistory() throws -> [EpochRecord]?
    /// What is known of whether a trained network has learnt anything; nil where nobody wrote it down.
    func finishedLearning() throws -> Learning?
    func hasKept(epoch: Int) throws -> Bool
    func reopen(epoch: Int) throws
    func readWeights(into state: [NamedTensor]) throws
    func timeline(on worker: Worker) -> Timeline?

    /// What messages call the file of the weights.
    var weights: String { get }
    /// What messages call the file of a checkpoint.
    var checkpoint: String { get }
    /// How often the training in the checkpoint was begun again; 0 where there is none.
    func attempt() throws -> Int
    func readCheckpoint(into state: TrainingState) throws
    func readLastEpoch(into state: TrainingState) throws
    func writeCheckpoint(_ state: TrainingState) throws
    func keepCheckpoint(of epoch: Int, last: Int) throws
    func writeInterruption(_ state: TrainingState) throws
    func removeInterruption() throws
    func removeCheckpoints()
    func writeLearning(_ learning: Learning?) throws
    func writeWeights(_ state: [NamedTensor], history: [EpochRecord]) throws

    /// What an epoch gave, as all processes go by it; nil: the training diverged.
    func agreed(_ record: EpochRecord?) throws -> EpochRecord?
}

extension Safetensors {
    /// A network's tensors as its folder keeps them.
    package static func weights(of state: [NamedTensor]) throws -> Safetensors {
        // "format: pt": what other tools look for to know that these are PyTorch's layouts.
        try Safetensors(of: state, metadata: ["format": "pt"])
    }
}
