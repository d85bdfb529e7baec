extension Experiment {
    /// The keys that no network that is trained depends on.
    private static let free: Set = [
        "version", "strategies", "data.path", "data.cache", "data.fingerprints", "training.onDivergence",
        "training.onStall", "training.keepCheckpoints", "training.timeLimit",
    ]

    /// Why a run of `other` cannot be continued with this experiment; empty where it can.
    ///
    /// What may change: `strategies`; `data.path`, where the same data lie; `data.cache` and `data.fingerprints`;
    /// `training.epochs`, upwards; `training.onDivergence`, `training.onStall`, `training.keepCheckpoints` and
    /// `training.timeLimit`. Anything else would leave networks
    /// that were trained in different ways.
    public func hindrances(resuming other: Experiment) -> [Change] {
        let longer = Set(stagesWithMoreEpochs(than: other).map { "training.epochs.\($0.name)" })
        return changes(from: other).filter { !Self.free.contains($0.key) && !longer.contains($0.key) }
    }

    /// The stages that this experiment trains for more epochs than another.
    public func stagesWithMoreEpochs(than other: Experiment) -> [Stage] {
        training.epochs.stages.filter { training.epochs[$0] > other.training.epochs[$0] }
    }

    /// Whether a run of `other` holds what a run of this experiment would give, for the strategies that both have.
    ///
    /// What only matters to a training under way may differ, and `auto` is any precision. Where the data lie counts:
    /// nothing else here tells that they are the same.
    public func givesTheResults(of other: Experiment) -> Bool {
        var own = self
        if own.training.precision == .auto { own.training.precision = other.training.precision }
        // What an experiment of an earlier version says nothing of did not matter then.
        let later: Set = other.version < 3 ? ["data.axes", "data.groups", "data.columns.split"] : []
        return own.changes(from: other).allSatisfy {
            Self.free.contains($0.key) && $0.key != "data.path" || later.contains($0.key)
        }
    }
}
