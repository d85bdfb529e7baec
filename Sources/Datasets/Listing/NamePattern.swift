/// A regular expression whose first bracket finds a group in the names of samples.
struct NamePattern {
    // The expression is not Sendable, and this stays with who made it.
    private let expression: Regex<AnyRegexOutput>
    private let root: String

    /// - Throws: `DatasetError` where the pattern is no regular expression with a bracket.
    init(_ pattern: String, of root: String) throws(DatasetError) {
        guard let expression = try? Regex(pattern) else {
            throw .badTable(path: root, ["data.groups is \(pattern), which is no regular expression"])
        }
        guard pattern.contains("(") else {
            throw .badTable(
                path: root,
                [
                    "data.groups is \(pattern), which is no column of a table here, and has no bracket to find a group with"
                ])
        }
        self.expression = expression
        self.root = root
    }

    /// What the first bracket finds in the file's name, or else in its path from the data's folder on.
    func group(of path: String) -> String? {
        for text in [path.lastName, path.dropFolder(root)] {
            if let match = try? expression.firstMatch(in: text), match.output.count > 1,
                let found = match.output[1].substring, !found.isEmpty
            {
                return String(found)
            }
        }
        return nil
    }
}
