/// Lines over a common axis, such as learning curves.
package struct LineChart: Sendable {
    /// A line.
    package struct Line: Sendable {
        let name: String
        let label: String?
        let points: [(x: Double, y: Double)]
        let ink: Ink

        /// A line through points from left to right.
        ///
        /// - Parameters:
        ///   - name: what is shown to whoever points at it.
        ///   - label: stands at its end; nil: nothing.
        ///   - points: those that are not finite are left out.
        ///   - ink: tells it from other lines.
        package init(_ name: String, label: String? = nil, points: [(x: Double, y: Double)], ink: Ink) {
            (self.name, self.label, self.ink) = (name, label, ink)
            self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
        }
    }

    private let title, xTitle, description: String
    private let lines: [Line]
    private let limits: ClosedRange<Double>

    /// A chart of lines; without points it says so.
    ///
    /// - Parameters:
    ///   - title: what the vertical axis shows; stands above it.
    ///   - xTitle: what the horizontal axis shows.
    ///   - description: for those who do not see it.
    ///   - lines: those without points are left out.
    ///   - limits: the values that there can be.
    package init(
        title: String, xTitle: String, description: String, lines: [Line],
        limits: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude
    ) {
        (self.title, self.xTitle, self.description) = (title, xTitle, description)
        self.lines = lines.filter { !$0.points.isEmpty }
        self.limits = limits
    }

    static let height = 216.0
    private static let top = 26.0
    private static let bottom = 178.0
    private static let left = 42.0

    /// The chart's SVG.
    package var markup: Markup {
        let points = lines.flatMap(\.points)
        guard let xs = range(points.map(\.x)), let ys = range(points.map(\.y)) else {
            return .tag("p", ["class": "quiet"], "\(title): nothing to show")
        }
        let margin = lines.compactMap(\.label).map(SVG.width).max().map { $0 + 16 } ?? 10
        // Room for one epoch on either side where there is just one.
        let x = LinearScale(xs, from: Self.left, to: SVG.narrow - margin)
        let rounded = LinearScale.round(ys, about: 4)
        let y = LinearScale(
            max(limits.lowerBound, rounded.lowerBound)...min(limits.upperBound, rounded.upperBound), from: Self.bottom,
            to: Self.top)
        return SVG.picture(
            width: SVG.narrow, height: Self.height, label: description, style: "lines",
            [SVG.text(title, x: 0, y: 12, style: "chart-title")] + axes(x, y) + lines.map { path($0, x, y) }
                + labels(x, y))
    }

    private func range(_ values: [Double]) -> ClosedRange<Double>? {
        guard let low = values.min(), let high = values.max() else { return nil }
        return low...high
    }

    private func axes(_ x: LinearScale, _ y: LinearScale) -> [Markup] {
        let across = y.ticks(about: 4).flatMap { tick -> [Markup] in
            let height = y(tick.value)
            return [
                SVG.line(x1: x.start, y1: height, x2: x.end, y2: height, style: "grid"),
                SVG.text(tick.text, x: x.start - 7, y: height + 4, anchor: "end"),
            ]
        }
        let along = x.ticks(about: 6, wholeOnly: true).flatMap { tick -> [Markup] in
            let place = x(tick.value)
            return [
                SVG.line(x1: place, y1: Self.bottom, x2: place, y2: Self.bottom + 4, style: "axis"),
                SVG.text(tick.text, x: place, y: Self.bottom + 17, anchor: "middle"),
            ]
        }
        return across + along + [
            SVG.line(x1: x.start, y1: Self.bottom, x2: x.end, y2: Self.bottom, style: "axis"),
            SVG.text(xTitle, x: (x.start + x.end) / 2, y: Self.height - 4, anchor: "middle", style: "axis-title"),
        ]
    }

    private func path(_ line: Line, _ x: LinearScale, _ y: LinearScale) -> Markup {
        let name = Markup.tag("title", [:], Markup(line.name))
        if line.points.count == 1, let point = line.points.first {
            return .tag(
                "circle",
                [
                    "cx": SVG.number(x(point.x)), "cy": SVG.number(y(point.y)), "r": line.ink.isThin ? "2" : "3.5",
                    "class": line.ink.isDashed ? "\(line.ink.line) hollow" : line.ink.area,
                ], name)
        }
        // More points than pixels only make the page larger; the last one always shows.
        let step = max(1, line.points.count / 150)
        let shown = line.points.enumerated().filter { $0.offset % step == 0 || $0.offset == line.points.count - 1 }
        let steps = shown.enumerated().map { index, point in
            "\(index == 0 ? "M" : "L")\(SVG.number(x(point.element.x))) \(SVG.number(y(point.element.y)))"
        }
        return .tag("path", ["d": steps.joined(), "class": line.ink.line], name)
    }

    /// The lines' labels at their ends, in their colours, moved apart.
    private func labels(_ x: LinearScale, _ y: LinearScale) -> [Markup] {
        let labelled = lines.compactMap { line in
            line.label.flatMap { text in line.points.last.map { (text, $0, line.ink) } }
        }
        let places = spread(labelled.map { y($0.1.y) }, gap: 13, in: Self.top + 2...Self.bottom - 2)
        return zip(labelled, places).map { SVG.text($0.0, x: x.end + 8, y: $1 + 4, style: "label \($0.2.area)") }
    }
}
