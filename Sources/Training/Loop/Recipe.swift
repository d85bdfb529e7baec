import Experiments
import Torch

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
    public let schedule: Schedule
    /// The share of each label that is spread over all classes.
    public let labelSmoothing: Double
    /// Whether convolutions and dense layers compute in bfloat16 while training.
    public let usesBFloat16: Bool
    /// CPU threads; results depend on them.
    public let threads: Int

    /// The recipe of `stage`. The dense net of the cnn-dnn strategy always trains in float32: it is tiny.
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
        schedule = Schedule(
            training.schedule, peak: training.learningRate[stage], warmup: training.warmupInForce)
        labelSmoothing = training.labelSmoothing
        usesBFloat16 = precision == .bfloat16 && stage != .cnnDNN
        threads = training.threads[stage]
    }
}
