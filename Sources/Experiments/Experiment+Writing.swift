extension Experiment {
    /// The experiment as a file with every value in force; reading it gives an equal experiment.
    ///
    /// Where ``NetworkSection/width`` and ``TrainingSection/warmup`` are nil, the values that they stand for are
    /// written.
    public var yaml: String {
        var complete = self
        complete.network.width = network.width ?? network.architecture.defaultWidth
        complete.training.warmup = training.warmupInForce
        return lines(Self.fields, complete).joined(separator: "\n") + "\n"
    }
}
