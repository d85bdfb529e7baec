import TesseraPlainText

/// A table of texts, printed in aligned columns for a terminal.
///
/// Names of users in it cannot steer that.
package struct Table: Sendable, Hashable {
    /// A column's title and the side on which its texts stand.
    package struct Column: Sendable, Hashable {
        /// What stands above the rule.
        package let title: String
        /// The side on which title and cells stand.
        package let alignment: Alignment

        /// A column under `title`.
        package init(_ title: String, _ alignment: Alignment) {
            self.title = title.printable()
            self.alignment = alignment
        }

        /// A column of words, on the left.
        package static func text(_ title: String) -> Column { Column(title, .left) }

        /// A column of numbers, on the right.
        package static func number(_ title: String) -> Column { Column(title, .right) }
    }

    /// The columns, from left to right.
    package let columns: [Column]

    /// The rows' cells, each row as long as `columns`.
    package private(set) var rows: [[String]] = []

    /// A table of `columns`, without rows so far.
    package init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row at the end; it must have one cell for each column.
    package mutating func append(_ row: [String]) {
        precondition(row.count == columns.count, "\(row.count) cells in a table of \(columns.count) columns")
        rows.append(row.map { $0.printable() })
    }
}

extension Table: CustomStringConvertible {
    /// Titles, a rule and the rows, a line each; no spaces at a line's end and no newline at the text's.
    package var description: String {
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
