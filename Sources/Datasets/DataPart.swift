/// What a sample is for.
public enum DataPart: String, Sendable, Hashable, CaseIterable {
    /// Networks learn from it.
    case training
    /// Kept from the training part: choices are made on it.
    case holdout
    /// Accuracy is measured on it.
    case validation
    /// For a last measurement.
    case test

    /// Whether the sample is of the data's training part.
    public var isTraining: Bool { self == .training || self == .holdout }
}
