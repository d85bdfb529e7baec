extension Table {
    /// The table in Markdown (GitHub's): columns padded so that the text reads as a table, too.
    package var markdown: String {
        let escaped = rows.map { $0.map { $0.replacing("|", with: "\\|") } }
        let widths = columns.indices.map { column in
            escaped.reduce(max(3, columns[column].title.count)) { max($0, $1[column].count) }
        }
        func line(_ cells: [String]) -> String {
            "| "
                + cells.indices.map { cells[$0].padded(to: widths[$0], columns[$0].alignment) }.joined(separator: " | ")
                + " |"
        }
        let rule = columns.indices.map { column in
            let dashes = String(repeating: "-", count: widths[column] - 1)
            return columns[column].alignment == .left ? "-" + dashes : dashes + ":"
        }
        return ([columns.map(\.title), rule] + escaped).map(line).joined(separator: "\n")
    }
}
