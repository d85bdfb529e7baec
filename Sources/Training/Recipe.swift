import TesseraExperiments
import TesseraTorch

/// How one network is trained: what the experiment says for its stage.
package struct Recipe: Sendable {
    /// Passes over the training samples.
    package let epochs: Int
    /// Samples per step; an epoch's last batch may be smaller.
    package let batchSize: Int
    /// The optimiser.
    package let rule: Optimizer.Rule
    /// Decay of the weights.
    package let weightDecay: Double
    /// The learning rate's way.
    package let schedule: LearningRateSchedule
    /// The share of each label that is spread over all classes.
    package let labelSmoothing: Double
    /// What convolutions and dense layers compute in while training, float32 or bfloat16.
    package let type: ScalarType
    /// CPU threads; results depend on them.
    package let threads: Int
    /// Epochs from one validation to the next; the last epoch is always validated.
    package let validateEvery: Int
    /// Epochs without a better loss on the samples for choices after which it ends early; nil: never.
    package let patience: Int?
    /// Whether it ends with the weights of the best epoch rather than the last.
    package let restoresBest: Bool
    /// Whether a training that diverges goes back to its last good epoch with half the learning rate.
    package let retriesDivergence: Bool
    /// Whether a training that learns nothing begins again with other random numbers.
    package let retriesStall: Bool
    /// How many epochs' checkpoints stay.
    package let keptCheckpoints: Int

    /// The recipe of `stage`.
    ///
    /// The dense net of the cnn-dnn strategy always trains in float32: it is tiny.
    package init(_ training: Experiment.TrainingSection, stage: Stage, precision: Experiment.Precision) {
        epochs = training.epochs[stage]
        batchSize = training.batchSize
        rule =
            switch training.optimizer {
            case .adam: .adam
            case .adamw: .adamW
            case .sgd: .sgd(momentum: training.momentum)
            case .muon: .muon
            }
        weightDecay = training.weightDecay
        schedule = LearningRateSchedule(
            training.schedule, peak: training.learningRate[stage], warmup: training.warmupInForce)
        labelSmoothing = training.labelSmoothing
        type = precision == .bfloat16 && stage.seesPictures ? .bfloat16 : .float32
        threads = training.threads[stage]
        validateEvery = training.validateEvery
        patience = training.patience
        restoresBest = training.restoreBest
        retriesDivergence = training.onDivergence == .retry
        retriesStall = training.onStall == .retry
        keptCheckpoints = training.keepCheckpoints
    }
}
