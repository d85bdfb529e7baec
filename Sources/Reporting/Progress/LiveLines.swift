/// The lines of all networks in training, laid out in common columns no wider than the terminal.
struct LiveLines {
    private struct Field {
        let cells: [String]
        let alignment: Alignment
        /// Fields of the highest rank go first where there is no room; rank 0 stays.
        let rank: Int
        var isBar = false

        var width: Int { cells.reduce(0) { max($0, $1.count) } }
    }

    let terminal: Terminal

    /// A line per network, in the given order; those that the terminal has no rows for are counted in a last line.
    func lines(of networks: [NetworkProgress]) -> [String] {
        let size = terminal.size()
        // A cursor in the last column may or may not wrap, so that column stays free; and so does the row below.
        let width = max(1, size.columns - 1)
        let room = max(1, size.rows - 1)
        guard networks.count > room else { return layout(networks, width: width) }
        let more = "… and \(networks.count - room + 1) more"
        return layout(Array(networks.prefix(room - 1)), width: width) + [cut(more, to: width)]
    }

    private func layout(_ networks: [NetworkProgress], width: Int) -> [String] {
        var fields = fields(of: networks).filter { $0.width > 0 }
        var gap = 3
        while total(fields, gap: gap) > width {
            if gap > 2 {
                gap = 2
            } else if let index = fields.indices.max(by: { fields[$0].rank < fields[$1].rank }), fields[index].rank > 0
            {
                fields.remove(at: index)
            } else {
                break
            }
        }
        let fits = total(fields, gap: gap) <= width
        return networks.indices.map { row in
            let cells = fields.map { field in
                let cell = field.cells[row].padded(to: field.width, field.alignment)
                return field.isBar && terminal.colours && fits ? coloured(cell) : cell
            }
            let line = cells.joined(separator: String(repeating: " ", count: gap)).withoutTrailingSpaces
            return fits ? line : cut(line, to: width)
        }
    }

    private func fields(of networks: [NetworkProgress]) -> [Field] {
        [
            Field(cells: networks.map(\.name), alignment: .left, rank: 0),
            Field(cells: networks.map(\.epochText), alignment: .left, rank: 0),
            Field(cells: networks.map { bar($0.share) }, alignment: .left, rank: 4, isBar: true),
            Field(cells: networks.map(\.lossText), alignment: .right, rank: 5),
            Field(cells: networks.map(\.accuracyText), alignment: .right, rank: 6),
            Field(cells: networks.map(\.validationText), alignment: .right, rank: 2),
            Field(cells: networks.map(\.rateText), alignment: .right, rank: 3),
            Field(cells: networks.map(\.leftText), alignment: .right, rank: 1),
        ]
    }

    private func total(_ fields: [Field], gap: Int) -> Int {
        fields.reduce(0) { $0 + $1.width } + gap * max(0, fields.count - 1)
    }

    private func cut(_ line: String, to width: Int) -> String {
        line.count <= width ? line : line.prefix(width - 1) + "…"
    }

    private func bar(_ share: Double) -> String {
        let length = 10
        let done = share.isFinite ? Int((min(max(share, 0), 1) * Double(length)).rounded(.down)) : 0
        return String(repeating: "━", count: done) + String(repeating: "─", count: length - done)
    }

    /// The done part in cyan, the rest faint.
    private func coloured(_ bar: String) -> String {
        let done = bar.prefix { $0 == "━" }
        return "\u{1B}[36m\(done)\u{1B}[0;2m\(bar.dropFirst(done.count))\u{1B}[0m"
    }
}

/// The number of columns that `line` takes on a terminal: its characters less its colour codes.
func visibleWidth(_ line: String) -> Int {
    var width = 0
    var inCode = false
    for character in line {
        if character == "\u{1B}" {
            inCode = true
        } else if inCode {
            inCode = character != "m"
        } else {
            width += 1
        }
    }
    return width
}
