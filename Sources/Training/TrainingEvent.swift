import TesseraClassificationMetrics
import TesseraExperiments

/// What a training tells whoever watches it: plain values.
public enum TrainingEvent: Sendable {
    /// A network begins, or goes on after `epoch` epochs of an earlier call.
    case began(network: NetworkID, epoch: Int, epochs: Int)
    /// A batch is done.
    case progress(network: NetworkID, BatchProgress)
    /// An epoch is done.
    case epoch(network: NetworkID, EpochRecord, epochs: Int, imagesPerSecond: Double)
    /// A training diverged and goes on from its last good epoch with this share of the learning rate.
    case retried(network: NetworkID, epoch: Int, learningRateFactor: Double)
    /// A training is half done or more, and no better than always answering the classes' shares.
    case stalled(network: NetworkID, epoch: Int, Learning)
    /// Such a training begins again with other random numbers, for the `attempt`th time from 1.
    case begunAgain(network: NetworkID, epoch: Int, attempt: Int)
    /// A network is trained and evaluated; the bytes of its samples were in memory, those of all parts.
    case finished(network: NetworkID, seconds: Double, validation: Score, sampleBytes: Int)
    /// One model was trained by several processes: so many bytes went between them for each picture of a training step.
    case exchanged(network: NetworkID, processes: Int, bytesPerPicture: Double)
    /// Something that a user should know although nothing is wrong, in words.
    case noticed(String)
    /// A network was found trained in the run folder.
    case found(network: NetworkID)
    /// The networks' opinions of a strategy are fused, or its model is trained: its result.
    case strategy(name: String, validation: Score)
}

/// How far an epoch is.
public struct BatchProgress: Sendable {
    /// The epoch, from 1.
    public let epoch: Int
    /// All epochs.
    public let epochs: Int
    /// The share of the epoch that is done, 0 to 1.
    public let share: Double
    /// Images per second in this epoch so far.
    public let imagesPerSecond: Double
    /// Seconds left for this network at that rate.
    public let secondsLeft: Double
}

/// Watches a training.
///
/// Called from worker threads; what it does cannot fail or delay the training for long.
public protocol TrainingObserver: Sendable {
    /// Something happened.
    func receive(_ event: TrainingEvent)
}

/// Watches nothing.
public struct SilentObserver: TrainingObserver {
    /// An observer that does nothing.
    public init() {}
    /// Does nothing.
    public func receive(_ event: TrainingEvent) {}
}
