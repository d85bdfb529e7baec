/// What cannot be drawn.
public struct ReportError: Error, CustomStringConvertible {
    /// What is wrong, where, and what would be right.
    public let description: String
}
