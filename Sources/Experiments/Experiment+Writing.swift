extension Experiment {
    /// The experiment as a file with every value in force; reading it gives an equal experiment.
    ///
    /// Where ``NetworkSection/width`` and ``TrainingSection/warmup`` are nil, the values that they stand for are
    /// written.
    public var yaml: String {
        lines(Self.fields, complete).joined(separator: "\n") + "\n"
    }

    /// The values in force that differ from another experiment's, in the file's order.
    public func changes(from other: Experiment) -> [Change] {
        let (old, new) = (other.complete, complete)
        return Self.fields.flatMap { $0.changes(old, new) }
    }

    private var complete: Experiment {
        var complete = self
        complete.network.width = network.width ?? network.architecture.defaultWidth
        complete.training.warmup = training.warmupInForce
        return complete
    }
}

/// A value that differs between two experiments.
public struct Change: Sendable, Hashable, CustomStringConvertible {
    /// The key path, such as `training.batchSize`.
    public let key: String
    /// The value there was, as YAML.
    public let old: String
    /// The value there is now, as YAML.
    public let new: String

    /// A change of the value at a key path.
    public init(key: String, old: String, new: String) {
        self.key = key
        self.old = old
        self.new = new
    }

    /// The key and both values.
    public var description: String { "\(key) was \(old), now \(new)" }
}
