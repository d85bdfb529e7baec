/// Data or samples that a run cannot be measured on, or a question that it cannot answer.
public struct EvaluationError: Error, CustomStringConvertible {
    /// What is wrong, where, and what would be right.
    public let description: String
}
