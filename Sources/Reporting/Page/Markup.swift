import TesseraPlainText

/// HTML or SVG, well-formed as XML too.
///
/// A string literal is text and is escaped, whatever it interpolates; only `tag` makes tags. So names of users cannot
/// become markup.
package struct Markup: Sendable, Hashable {
    /// As it stands in the file.
    package let source: String

    private init(source: String) { self.source = source }

    /// A text, escaped.
    package init(_ text: String) { source = escaped(text) }

    /// Pieces one after another.
    package init(_ parts: [Markup]) { source = parts.map(\.source).joined() }

    /// An element; what is nil of the attributes is left out.
    package static func tag(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ content: Markup = []
    ) -> Markup {
        let written = attributes.compactMap { key, value in value.map { " \(key)=\"\(escaped($0))\"" } }.joined()
        if content.source.isEmpty, selfClosing.contains(name) { return Markup(source: "<\(name)\(written)/>") }
        return Markup(source: "<\(name)\(written)>\(content.source)</\(name)>")
    }

    /// Style sheets are the one text that is not escaped: this project's own, never a user's.
    static func style(_ sheet: String) -> Markup { Markup(source: "<style>\n\(sheet)</style>") }

    /// HTML's elements without content, and those of SVG that are shapes.
    private static let selfClosing: Set = [
        "meta", "link", "img", "br", "col", "path", "rect", "line", "circle", "image", "use",
    ]
}

extension Markup: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral {
    /// The literal as text, escaped.
    package init(stringLiteral text: String) { self.init(text) }

    /// Pieces one after another.
    package init(arrayLiteral parts: Markup...) { self.init(parts) }
}

extension Markup {
    /// A name that users chose: whatever direction it is written in, it does not turn what stands beside it.
    package static func name(_ text: String) -> Markup { tag("bdi", [:], Markup(text)) }

    /// Both, one after the other.
    package static func + (first: Markup, second: Markup) -> Markup { Markup([first, second]) }
}

/// The text for content and attributes.
///
/// What XML does not allow, what turns the direction of text, and what cannot be seen becomes a replacement character
/// that can be seen.
func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result.append(contentsOf: "&amp;".unicodeScalars)
        case "<": result.append(contentsOf: "&lt;".unicodeScalars)
        case ">": result.append(contentsOf: "&gt;".unicodeScalars)
        case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
        case "'": result.append(contentsOf: "&#39;".unicodeScalars)
        case "\n", "\t": result.append(scalar)
        case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
        default: result.append(scalar.isPrintable ? scalar : "\u{FFFD}")
        }
    }
    return String(result)
}
