extension Experiment {
    /// The experiment as a file with every value in force; reading it gives an equal experiment.
    ///
    /// Where ``NetworkSection/width`` and ``TrainingSection/warmup`` are nil, the values that they stand for are
    /// written.
    public var yaml: String {
        lines(Self.fields, complete).joined(separator: "\n") + "\n"
    }

    /// The key paths whose values in force differ, such as `training.batchSize`, in the file's order.
    public func differences(from other: Experiment) -> [String] {
        let (a, b) = (complete, other.complete)
        return Self.fields.flatMap { $0.differences(a, b) }
    }

    private var complete: Experiment {
        var complete = self
        complete.network.width = network.width ?? network.architecture.defaultWidth
        complete.training.warmup = training.warmupInForce
        return complete
    }
}
