extension Experiment {
    /// The experiment as a file with every value in force; reading it gives an equal experiment.
    ///
    /// Where ``NetworkSection/width`` and ``TrainingSection/warmup`` are nil, the values that they stand for are
    /// written.
    public var yaml: String {
        lines(Self.fields, complete).joined(separator: "\n") + "\n"
    }

    /// The values in force, key by key, in the file's order.
    package var settings: [Setting] {
        let complete = complete
        return Self.fields.flatMap { $0.settings(complete) }
    }

    /// The values in force that differ from another experiment's, in the file's order.
    public func changes(from other: Experiment) -> [Change] {
        var (old, new) = (other, self)
        // A stage that only one of them names has the other's value for all stages.
        old.training.cover(training.stages)
        new.training.cover(other.training.stages)
        let values = Dictionary(uniqueKeysWithValues: old.settings.map { ($0.key, $0.value) })
        return new.settings.compactMap { setting in
            guard let before = values[setting.key], before != setting.value else { return nil }
            return Change(key: setting.key, old: before, new: setting.value)
        }
    }

    private var complete: Experiment {
        var complete = self
        complete.network.width = network.width ?? network.architecture.defaultWidth
        complete.training.warmup = training.warmupInForce
        return complete
    }
}

/// A value of an experiment.
package struct Setting: Sendable, Hashable {
    /// What a value may be.
    package enum Kind: Sendable {
        case text
        case number
        case truth
    }

    /// The key path, such as `training.batchSize`.
    package let key: String
    /// The value, as YAML.
    package let value: String
    /// What it is, where it is not null.
    package let kind: Kind
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
