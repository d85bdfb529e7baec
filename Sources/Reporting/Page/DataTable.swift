/// A table of a page, in a box of its own that scrolls where it is wider than the page.
package struct DataTable: Sendable {
    /// A cell.
    package struct Cell: Sendable {
        let content: Markup
        /// How dark its ground is, 0 to 1; nil: not at all.
        let shade: Double?
        /// Whether it heads its row.
        let isHeader: Bool
        let isNumber: Bool
        let isBest: Bool
        let rows: Int

        /// A cell of words.
        package static func text(_ content: Markup) -> Cell {
            Cell(content: content, shade: nil, isHeader: false, isNumber: false, isBest: false, rows: 1)
        }

        /// A cell that says what its row is about, or its `rows` rows.
        package static func header(_ content: Markup, rows: Int = 1) -> Cell {
            Cell(content: content, shade: nil, isHeader: true, isNumber: false, isBest: false, rows: rows)
        }

        /// A number, perhaps shaded, perhaps the best of its kind.
        package static func number(_ text: String, shade: Double? = nil, isBest: Bool = false) -> Cell {
            Cell(content: Markup(text), shade: shade, isHeader: false, isNumber: true, isBest: isBest, rows: 1)
        }
    }

    /// A column's title.
    package struct Column: Sendable {
        let title: Markup
        let isNumber: Bool
        let isUpright: Bool

        /// A column of words.
        package static func text(_ title: Markup) -> Column { Column(title: title, isNumber: false, isUpright: false) }
        /// A column of numbers.
        package static func number(_ title: Markup) -> Column { Column(title: title, isNumber: true, isUpright: false) }
        /// A narrow column of numbers, under a title that stands upright.
        package static func upright(_ title: Markup) -> Column { Column(title: title, isNumber: true, isUpright: true) }
    }

    private let caption: Markup
    private let label: String
    private let columns: [Column]
    private var rows: [(cells: [Cell], beginsGroup: Bool)] = []

    /// A table without rows so far.
    ///
    /// - Parameters:
    ///   - caption: what stands above it.
    ///   - label: the same in words, for those who do not see it.
    ///   - columns: from left to right.
    package init(caption: Markup, label: String, columns: [Column]) {
        (self.caption, self.label, self.columns) = (caption, label, columns)
    }

    /// Adds a row; one that begins a group has a line above.
    package mutating func append(_ cells: [Cell], beginsGroup: Bool = false) { rows.append((cells, beginsGroup)) }

    /// The table's HTML.
    package var markup: Markup {
        let head = Markup.tag(
            "tr", [:],
            Markup(
                columns.map { column in
                    let style = [column.isNumber ? "number" : "", column.isUpright ? "upright" : ""]
                    let title = column.isUpright ? Markup.tag("span", [:], column.title) : column.title
                    return .tag("th", ["scope": "col", "class": classes(style)], title)
                }))
        let body = rows.map { row in
            Markup.tag("tr", ["class": row.beginsGroup ? "group" : nil], Markup(row.cells.map(cell)))
        }
        let table = Markup.tag(
            "table", [:],
            [
                .tag("caption", [:], caption), .tag("thead", [:], head), .tag("tbody", [:], Markup(body)),
            ])
        return scrollBox(label: label, table)
    }

    private func cell(_ cell: Cell) -> Markup {
        let shade = cell.shade.map { "shade-\(Int((min(max($0, 0), 1) * 9).rounded()))" } ?? ""
        return .tag(
            cell.isHeader ? "th" : "td",
            [
                "scope": cell.isHeader ? (cell.rows > 1 ? "rowgroup" : "row") : nil,
                "rowspan": cell.rows > 1 ? "\(cell.rows)" : nil,
                "class": classes([cell.isNumber ? "number" : "", cell.isBest ? "best" : "", shade]),
            ], cell.content)
    }
}

private func classes(_ names: [String]) -> String? {
    let names = names.filter { !$0.isEmpty }
    return names.isEmpty ? nil : names.joined(separator: " ")
}

/// A box that scrolls sideways where its content is wider; the keyboard reaches it.
package func scrollBox(label: String, _ content: Markup) -> Markup {
    .tag("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": label], content)
}
