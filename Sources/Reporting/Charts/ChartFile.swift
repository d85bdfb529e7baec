/// Charts beside each other in one SVG file that needs nothing beside it.
package struct ChartFile: Sendable {
    private let charts: [LineChart]

    /// A file of charts, from left to right.
    package init(_ charts: [LineChart]) { self.charts = charts }

    /// The file's content.
    package var svg: String {
        let gap = 24.0
        let width = Double(charts.count) * (SVG.narrow + gap) - gap
        let placed = charts.enumerated().map { index, chart in
            Markup.tag(
                "g", ["transform": "translate(\(SVG.number(Double(index) * (SVG.narrow + gap))) 0)"], chart.markup)
        }
        let size = (SVG.number(width), SVG.number(LineChart.height))
        return Markup.tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(size.0) \(size.1)", "width": size.0,
                "height": size.1, "font-family": "system-ui, sans-serif",
            ], [.style(inkStyle + chartStyle), Markup(placed)]
        ).source + "\n"
    }
}
