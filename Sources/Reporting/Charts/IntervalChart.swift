/// Values with the intervals in which they may lie, a row each, below one another.
package struct IntervalChart: Sendable {
    /// A value.
    package struct Mark: Sendable {
        let value: Double
        let interval: ClosedRange<Double>
        let ink: Ink

        /// A value in its interval.
        package init(_ value: Double, in interval: ClosedRange<Double>, ink: Ink) {
            (self.value, self.interval, self.ink) = (value, interval, ink)
        }
    }

    private let description: String
    private let rows: [(name: String, mark: Mark)]

    /// A chart of named values.
    package init(description: String, rows: [(name: String, mark: Mark)]) {
        (self.description, self.rows) = (description, rows)
    }

    /// The chart's SVG.
    package var markup: Markup {
        let marks = rows.map(\.mark)
        guard let low = marks.map(\.interval.lowerBound).min(), let high = marks.map(\.interval.upperBound).max() else {
            return []
        }
        let step = 22.0
        let bottom = 8 + step * Double(rows.count)
        let names = min(rows.map { SVG.width(of: $0.name) }.max() ?? 0, SVG.narrow * 0.4)
        let x = LinearScale(LinearScale.round(low...high, about: 4), from: names + 12, to: SVG.narrow - 52)
        let ticks = x.ticks(about: 4).flatMap { tick in
            [
                SVG.line(x1: x(tick.value), y1: 4, x2: x(tick.value), y2: bottom, style: "grid"),
                SVG.text(tick.text, x: x(tick.value), y: bottom + 15, anchor: "middle"),
            ]
        }
        let drawn = rows.enumerated().flatMap { index, row -> [Markup] in
            let y = 8 + step * (Double(index) + 0.5)
            let (from, to) = (x(row.mark.interval.lowerBound), x(row.mark.interval.upperBound))
            return [
                SVG.text(SVG.fitted(row.name, width: names), x: names, y: y + 4, anchor: "end", style: "label"),
                SVG.line(x1: from, y1: y, x2: to, y2: y, style: row.mark.ink.line),
                .tag(
                    "circle",
                    [
                        "cx": SVG.number(x(row.mark.value)), "cy": SVG.number(y), "r": "4",
                        "class": row.mark.ink.area,
                    ],
                    .tag(
                        "title", [:],
                        "\(row.name): \(Format.accuracy(row.mark.value)), \(Format.accuracy(row.mark.interval.lowerBound)) to \(Format.accuracy(row.mark.interval.upperBound))"
                    )),
                SVG.text(
                    Format.accuracy(row.mark.value), x: SVG.narrow, y: y + 4, anchor: "end", style: "label"),
            ]
        }
        return SVG.picture(
            width: SVG.narrow, height: bottom + 22, label: description, style: "intervals", ticks + drawn)
    }
}
