import TesseraPlainText

/// A file of a run that is not what it was, or holds what cannot be of any run.
public struct DamagedFile: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong with it, and what helps.
    public let what: String

    /// A file, and what is wrong with it.
    public init(_ path: String, _ what: String) { (self.path, self.what) = (path, what) }

    /// Where, and what.
    public var description: String { "\(path): \(what)".printable() }
}
