/// A small sign beside a word in a legend.
package enum Key {
    /// A piece of a line.
    package static func line(_ ink: Ink) -> Markup {
        sign(SVG.line(x1: 1, y1: 6, x2: 27, y2: 6, style: ink.line), width: 28)
    }

    /// A filled square.
    package static func area(_ ink: Ink) -> Markup {
        sign(SVG.rectangle(x: 0, y: 0, width: 12, height: 12, style: ink.area), width: 12)
    }

    private static func sign(_ content: Markup, width: Int) -> Markup {
        .tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "class": "key", "viewBox": "0 0 \(width) 12",
                "width": "\(width)", "height": "12", "aria-hidden": "true",
            ], content)
    }
}

/// A list of signs and words.
package func legend(_ entries: [(sign: Markup, words: String)]) -> Markup {
    .tag("ul", ["class": "legend"], Markup(entries.map { .tag("li", [:], [$0.sign, Markup($0.words)]) }))
}
