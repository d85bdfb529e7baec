/// What all charts are made of.
enum SVG {
    /// The width that a phone shows without scrolling.
    static let narrow = 336.0
    /// The width for what needs room.
    static let wide = 1040.0
    /// Of axis texts, in pixels.
    static let fontSize = 11.0

    /// A chart of a size in pixels, which `label` describes to those who do not see it.
    static func picture(width: Double, height: Double, label: String, style: String, _ content: [Markup]) -> Markup {
        .tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(number(width)) \(number(height))",
                "width": number(width), "height": number(height), "role": "img", "aria-label": label,
                "class": "chart \(style)",
            ], Markup(content))
    }

    /// A text whose base line begins, ends or is centred (`anchor`: start, end, middle) at a point.
    static func text(
        _ text: String, x: Double, y: Double, anchor: String = "start", style: String? = nil
    ) -> Markup {
        .tag("text", ["x": number(x), "y": number(y), "text-anchor": anchor, "class": style], Markup(text))
    }

    static func line(x1: Double, y1: Double, x2: Double, y2: Double, style: String) -> Markup {
        .tag("line", ["x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2), "class": style])
    }

    /// A rectangle; pointing at it shows `title`.
    static func rectangle(
        x: Double, y: Double, width: Double, height: Double, style: String, fill: String? = nil, title: String? = nil
    ) -> Markup {
        let attributes: KeyValuePairs<String, String?> = [
            "x": number(x), "y": number(y), "width": number(width), "height": number(height), "class": style,
            "fill": fill,
        ]
        return .tag("rect", attributes, title.map { .tag("title", [:], Markup($0)) } ?? [])
    }

    /// A number of pixels, to a tenth.
    static func number(_ value: Double) -> String {
        let text = Format.decimals(value, 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// About how wide a text is, rather too wide than too narrow: pages bring no fonts.
    static func width(of text: String) -> Double { text.reduce(0) { $0 + width(of: $1) } }

    private static func width(of letter: Character) -> Double {
        (letter.isNumber || letter.isUppercase || !letter.isASCII ? 0.66 : 0.57) * fontSize
    }

    /// The text cut to a width, with an ellipsis where something is missing.
    static func fitted(_ text: String, width: Double) -> String {
        guard self.width(of: text) > width else { return text }
        var rest = width - self.width(of: "…")
        let kept = text.prefix { letter in
            rest -= self.width(of: letter)
            return rest >= 0
        }
        return kept + "…"
    }
}

/// How a line or a mark is told from others: by a colour and by a pattern of dashes, or a letter beside it.
package struct Ink: Sendable, Hashable {
    /// The colours that the style sheet has.
    static let colours = 6
    let colour: Int
    let isDashed: Bool
    let isThin: Bool

    /// The ink of number `colour`, from 0; after the sixth they come again.
    package init(_ colour: Int, isDashed: Bool = false, isThin: Bool = false) {
        (self.colour, self.isDashed, self.isThin) = (colour % Self.colours, isDashed, isThin)
    }

    /// The classes of a line.
    var line: String { "line ink-\(colour)" + (isDashed ? " dashed" : "") + (isThin ? " thin" : "") }
    /// The classes of something filled.
    var area: String { "fill-\(colour)" }
}
