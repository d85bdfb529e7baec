import TesseraNetworks

extension Experiment {
    /// The dense net over the local networks' opinions, the file's `fusion`.
    public struct FusionSection: Sendable, Hashable {
        /// The features of its hidden layers; the paper has four.
        public var hidden = [128, 128, 64, 32]
        /// What it sees of a local network.
        public var input = FusionInput.logProbabilities
        /// What an untrained dense net begins as.
        public var weights = FusionWeights.mean
        /// What the transfer model's dense net starts from.
        public var initial = FusionStart.fresh
        /// Above 1, the dense net learns from probabilities of so many held-out folds (Wolpert 1992).
        public var folds = 1
        /// The share of the training part that local networks do not learn from, and the dense net does; at least 0,
        /// below 1.
        public var holdout = 0.0

        /// The defaults.
        public init() {}
    }

    /// What an untrained dense net begins as.
    public enum FusionWeights: String, Sendable, Hashable, CaseIterable {
        /// The mean of the local networks' opinions; random where a hidden layer has fewer features than there are
        /// classes.
        case mean
        /// Random values.
        case random
    }

    /// What the transfer model's dense net starts from.
    public enum FusionStart: String, Sendable, Hashable, CaseIterable {
        /// What an untrained one begins as.
        case fresh
        /// The dense net of the strategy cnn-dnn.
        case cnnDNN = "cnn-dnn"
    }
}

extension Experiment.FusionSection: Section {
    static var blank: Self { Self() }

    static var fields: [Field<Self>] {
        [
            Field("hidden", \.hidden, .list(of: .integer(1...65_536), count: 1...64)),
            Field("input", \.input, .choice()),
            Field("weights", \.weights, .choice()),
            Field("initial", \.initial, .choice()),
            Field("folds", \.folds, .integer(1...1_000)),
            Field("holdout", \.holdout, .share),
        ]
    }

    mutating func settle(_ item: Item) {
        if holdout > 0, folds > 1 {
            item.refuse(
                "holdout", "fusion.holdout and fusion.folds both say what the dense net learns from; set one of the two"
            )
        }
        if input == .features, folds > 1 {
            item.refuse(
                "folds",
                "fusion.folds is \(folds), but features of networks that were trained on folds have nothing in common with "
                    + "those of the local networks; set it to 1, or fusion.input to logProbabilities")
        }
    }
}
