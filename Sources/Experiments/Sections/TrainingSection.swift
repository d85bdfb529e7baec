import TesseraDatasets

extension Experiment {
    /// How networks are trained, the file's `training`.
    public struct TrainingSection: Sendable, Hashable {
        /// Passes over the training samples.
        public var epochs = PerStage([.global: 150, .local: 150, .coherent: 150], others: 50)
        /// Samples per step.
        public var batchSize = 128
        /// The rule that turns gradients into steps.
        public var optimizer = OptimizerName.adam
        /// The largest learning rate of the schedule.
        public var learningRate = PerStage(0.001)
        /// The factor of the decay of weights; AdamW decouples it from the gradient.
        public var weightDecay = 0.0
        /// The share of the last step that is kept; SGD only.
        public var momentum = 0.9
        /// The way of the learning rate.
        public var schedule = Schedule.cosine
        /// The share of the steps in which the learning rate rises, for cosine and onecycle; at least 0, below 1.
        ///
        /// nil: 0.2 for onecycle, else 0, which reading a file fills in.
        public var warmup: Double?
        /// The share of each label that is spread evenly over all classes; at least 0, below 1.
        public var labelSmoothing = 0.0
        /// The numbers that training steps compute with.
        public var precision = Precision.auto
        /// How training samples are varied.
        public var augmentation = Augmentation(flip: true, shift: 4)
        /// CPU threads of one network.
        ///
        /// Results depend on it.
        public var threads = PerStage(1)
        /// The share of the training part on which choices are made; at least 0, below 1.
        public var holdout = 0.0
        /// How much a class counts in the loss.
        public var classWeights = ClassWeights.none
        /// Whether the same experiment gives the same bits.
        public var deterministic = true
        /// Epochs from one validation to the next; the last epoch is always validated.
        ///
        /// Choices are made among validated epochs.
        public var validateEvery = 1
        /// Epochs without a better loss on the samples for choices after which a network's training ends; nil: never.
        public var patience: Int?
        /// Whether a training ends with the weights of its best epoch on the samples for choices; else of its last.
        public var restoreBest = false
        /// What to do when a training diverges.
        public var onDivergence = OnDivergence.stop
        /// What to do when a training learns nothing.
        public var onStall = OnStall.warn
        /// How many epochs' checkpoints of each network stay in the run folder, the last ones; 0: none.
        public var keepCheckpoints = 0
        /// Whether processes beyond the number of subdomains share the batches of local networks; results then depend
        /// on their number.
        public var dataParallel = false
        /// How many of a network's first stages stay as they begin, batch normalisation's statistics included.
        public var frozen = 0
        /// A factor on the learning rate of all but the class layer, above 0.
        public var bodyRate = 1.0
        /// Minutes after which the training stops, to be resumed; nil: none.
        public var timeLimit: Double?

        /// The defaults.
        public init() {}

        /// The warm-up in force: what is given, or the schedule's default.
        public var warmupInForce: Double { warmup ?? (schedule == .onecycle ? 0.2 : 0) }

        /// The stages with values of their own.
        var stages: [Stage] { epochs.stages + learningRate.stages + threads.stages }

        /// Gives each of these stages values of its own.
        mutating func cover(_ stages: [Stage]) {
            epochs.cover(stages)
            learningRate.cover(stages)
            threads.cover(stages)
        }
    }
}

extension Experiment.TrainingSection: Section {
    static var blank: Self { Self() }

    static var fields: [Field<Self>] {
        [
            Field("epochs", \.epochs, .perStage(.integer(1...1_000_000), defaults: blank.epochs)),
            Field("batchSize", \.batchSize, .integer(1...1_000_000)),
            Field("optimizer", \.optimizer, .choice()),
            Field("learningRate", \.learningRate, .perStage(.learningRate, defaults: blank.learningRate)),
            Field("weightDecay", \.weightDecay, .number("a number from 0 to 1") { (0...1).contains($0) }),
            Field("momentum", \.momentum, .share),
            Field("schedule", \.schedule, .choice()),
            Field("warmup", \.warmup, .optional(.share)),
            Field("labelSmoothing", \.labelSmoothing, .share),
            Field("precision", \.precision, .choice()),
            Field("augmentation", \.augmentation, .section()),
            Field("threads", \.threads, .perStage(.integer(1...1_024), defaults: blank.threads)),
            Field("holdout", \.holdout, .share),
            Field("classWeights", \.classWeights, .choice()),
            Field("deterministic", \.deterministic, .boolean),
            Field("validateEvery", \.validateEvery, .integer(1...1_000_000)),
            Field("patience", \.patience, .optional(.integer(1...1_000_000))),
            Field("restoreBest", \.restoreBest, .boolean),
            Field("onDivergence", \.onDivergence, .choice()),
            Field("onStall", \.onStall, .choice()),
            Field("keepCheckpoints", \.keepCheckpoints, .integer(0...1_000_000)),
            Field("dataParallel", \.dataParallel, .boolean),
            Field("frozen", \.frozen, .integer(0...1_000)),
            Field("bodyRate", \.bodyRate, .number("a number above 0, at most 1000") { $0 > 0 && $0 <= 1_000 }),
            Field("timeLimit", \.timeLimit, .optional(.number("minutes above 0") { $0 > 0 && $0 <= 1e7 })),
        ]
    }

    mutating func settle(_ item: Item) {
        if schedule == .constant || schedule == .step, let warmup, warmup > 0 {
            item.refuse("warmup", "training.warmup applies to cosine and onecycle only; leave it out or set it to 0")
        }
        if optimizer != .sgd && momentum != Self.blank.momentum {
            item.refuse("momentum", "training.momentum applies to sgd only; leave it out or set optimizer to sgd")
        }
        if let patience, patience < validateEvery {
            item.refuse(
                "patience",
                "training.patience is less than training.validateEvery, so that no later epoch could be better; make it "
                    + "\(validateEvery) or more")
        }
        warmup = warmupInForce
    }
}

extension Codec where Value == Double {
    static var share: Self { .number("a number from 0 to below 1") { (0..<1).contains($0) } }
    fileprivate static var learningRate: Self { .number("a number above 0, at most 1000") { $0 > 0 && $0 <= 1_000 } }
}
