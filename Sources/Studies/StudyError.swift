/// What of a study cannot go on.
public struct StudyError: Error, CustomStringConvertible {
    /// What is wrong, where, and what would be right.
    public let description: String
}
