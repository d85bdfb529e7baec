/// Bars from the left, a row each.
package struct BarChart: Sendable {
    /// A bar.
    package struct Bar: Sendable {
        let name: String
        let value: Double
        let text: String
        let ink: Ink

        /// A bar that is `value` long, with its value in words behind it.
        package init(_ name: String, value: Double, text: String, ink: Ink) {
            (self.name, self.value, self.text, self.ink) = (name, max(0, value.isFinite ? value : 0), text, ink)
        }

        /// Its name and value.
        package var description: String { "\(name) \(text)" }
    }

    private let description: String
    private let bars: [Bar]

    /// A chart of bars, from the top.
    package init(description: String, bars: [Bar]) { (self.description, self.bars) = (description, bars) }

    /// The chart's SVG.
    package var markup: Markup {
        let step = 20.0
        let names = min(bars.map { SVG.width(of: $0.name) }.max() ?? 0, SVG.narrow * 0.4)
        let texts = bars.map { SVG.width(of: $0.text) }.max() ?? 0
        let x = LinearScale(0...max(bars.map(\.value).max() ?? 0, 1e-9), from: names + 10, to: SVG.narrow - texts - 8)
        let drawn = bars.enumerated().flatMap { index, bar -> [Markup] in
            let y = step * Double(index)
            return [
                SVG.text(SVG.fitted(bar.name, width: names), x: names, y: y + 14, anchor: "end", style: "label"),
                SVG.rectangle(
                    x: x.start, y: y + 4, width: max(1, x(bar.value) - x.start), height: step - 7, style: bar.ink.area,
                    title: "\(bar.name): \(bar.text)"),
                SVG.text(bar.text, x: max(x.start + 1, x(bar.value)) + 6, y: y + 14),
            ]
        }
        return SVG.picture(
            width: SVG.narrow, height: step * Double(bars.count) + 4, label: description, style: "bars", drawn)
    }
}
