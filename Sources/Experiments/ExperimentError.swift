import TesseraPlainText

/// All mistakes of an experiment file and its overrides, together.
public struct ExperimentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The mistakes in the order of the file's lines, those of overrides last; at least one.
    public let mistakes: [Mistake]

    /// One line for a single mistake; a heading and one line each for several.
    public var description: String {
        let heading = mistakes.count == 1 ? [] : ["\(mistakes.count) mistakes in the experiment:"]
        // Hundreds of lines would push the first, which matter most, off the screen.
        let rest = mistakes.count > 30 ? ["and \(mistakes.count - 30) more"] : []
        return (heading + mistakes.prefix(30).map(\.description) + rest).joined(separator: "\n  ")
    }
}

/// One mistake: where it is, what is wrong, and what would be right.
public struct Mistake: Sendable, Hashable, CustomStringConvertible {
    /// The file and line as `experiment.yaml:7` (with a column where YAML itself is broken), or `--set KEY=VALUE`.
    public let place: String
    /// The line in the file, from 1; nil for overrides and where the whole file is meant.
    public let line: Int?
    /// The path of the key, such as `training.batchSize`; empty for the whole file.
    public let path: String
    /// What is wrong and what would be right.
    public let message: String

    /// Place and message in one line; keys and values of the file in it cannot break it, or steer a terminal.
    public var description: String { "\(place): \(message)".printable() }
}
