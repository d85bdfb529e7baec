import TesseraPlainText

/// A table of texts, printed in aligned columns for a terminal.
///
/// Names of users in it cannot steer that.
public struct Table: Sendable, Hashable {
    /// A column's title and the side on which its texts stand.
    public struct Column: Sendable, Hashable {
        /// What stands above the rule.
        public let title: String
        /// The side on which title and cells stand.
        public let alignment: Alignment

        /// A column under `title`.
        public init(_ title: String, _ alignment: Alignment) {
            self.title = title.printable()
            self.alignment = alignment
        }

        /// A column of words, on the left.
        public static func text(_ title: String) -> Column { Column(title, .left) }

        /// A column of numbers, on the right.
        public static func number(_ title: String) -> Column { Column(title, .right) }
    }

    /// The columns, from left to right.
    public let columns: [Column]

    /// The rows' cells, each row as long as `columns`.
    public private(set) var rows: [[String]] = []

    /// A table of `columns`, without rows so far.
    public init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row at the end; it must have one cell for each column.
    public mutating func append(_ row: [String]) {
        precondition(row.count == columns.count, "\(row.count) cells in a table of \(columns.count) columns")
        rows.append(row.map { $0.printable() })
    }
}

extension Table: CustomStringConvertible {
    /// Titles, a rule and the rows, a line each; no spaces at a line's end and no newline at the text's.
    public var description: String {
        let titles = columns.map(\.title)
        // Characters are what a reader counts: an accented letter is one, however many code points it takes.
        let widths = columns.indices.map { column in
            rows.reduce(titles[column].count) { max($0, $1[column].count) }
        }
        let gap = "   "
        let rule = widths.reduce(0, +) + gap.count * max(0, widths.count - 1)
        func line(_ cells: [String]) -> String {
            cells.indices.map { cells[$0].padded(to: widths[$0], columns[$0].alignment) }
                .joined(separator: gap).withoutTrailingSpaces
        }
        return ([line(titles), String(repeating: "─", count: rule)] + rows.map(line)).joined(separator: "\n")
    }
}
