import TesseraExperiments
import TesseraTorch

/// How one network is trained: what the experiment says for its stage.
public struct Recipe: Sendable {
    /// Passes over the training samples.
    public let epochs: Int
    /// Samples per step; an epoch's last batch may be smaller.
    public let batchSize: Int
    /// The optimiser.
    public let rule: OptimizerRule
    /// Decay of the weights.
    public let weightDecay: Double
    /// The learning rate's way.
    public let schedule: LearningRateSchedule
    /// The share of each label that is spread over all classes.
    public let labelSmoothing: Double
    /// Whether convolutions and dense layers compute in bfloat16 while training.
    public let usesBFloat16: Bool
    /// CPU threads; results depend on them.
    public let threads: Int
    /// Epochs from one validation to the next; the last epoch is always validated.
    public let validateEvery: Int
    /// Epochs without a better loss on the samples for choices after which it ends early; nil: never.
    public let patience: Int?
    /// Whether it ends with the weights of the best epoch rather than the last.
    public let restoresBest: Bool
    /// Whether a training that diverges goes back to its last good epoch with half the learning rate.
    public let retriesDivergence: Bool
    /// Whether a training that learns nothing begins again with other random numbers.
    public let retriesStall: Bool
    /// How many epochs' checkpoints stay.
    public let keptCheckpoints: Int

    /// The recipe of `stage`.
    ///
    /// The dense net of the cnn-dnn strategy always trains in float32: it is tiny.
    public init(_ training: Experiment.TrainingSection, stage: Stage, precision: Experiment.Precision) {
        epochs = training.epochs[stage]
        batchSize = training.batchSize
        rule =
            switch training.optimizer {
            case .adam: .adam
            case .adamw: .adamW
            case .sgd: .sgd(momentum: training.momentum)
            }
        weightDecay = training.weightDecay
        schedule = LearningRateSchedule(
            training.schedule, peak: training.learningRate[stage], warmup: training.warmupInForce)
        labelSmoothing = training.labelSmoothing
        usesBFloat16 = precision == .bfloat16 && stage.seesPictures
        threads = training.threads[stage]
        validateEvery = training.validateEvery
        patience = training.patience
        restoresBest = training.restoreBest
        retriesDivergence = training.onDivergence == .retry
        retriesStall = training.onStall == .retry
        keptCheckpoints = training.keepCheckpoints
    }
}
