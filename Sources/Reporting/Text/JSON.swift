import TesseraPlainText

/// A value in JSON whose members keep their order, which `JSONEncoder` does not promise.
package indirect enum JSON: Sendable, CustomStringConvertible {
    /// A text.
    case text(String)
    /// A number; null where it is not finite.
    case number(Double)
    /// A whole number.
    case integer(Int)
    /// Values in a row.
    case array([JSON])
    /// Values with names.
    case object([(String, JSON)])

    /// On one line, but for arrays of objects, whose members each have a line.
    package var description: String {
        switch self {
        case .text(let text): return quoted(text)
        case .number(let number):
            // What is a whole number is written as one: 1, not 1.0.
            return number.isFinite ? (Int(exactly: number).map(String.init) ?? "\(number)") : "null"
        case .integer(let number): return "\(number)"
        case .array(let values):
            let isLong = values.contains { if case .object = $0 { true } else { false } }
            return isLong
                ? "[\n" + values.map { "  \($0)".replacing("\n", with: "\n  ") }.joined(separator: ",\n") + "\n]"
                : "[" + values.map(\.description).joined(separator: ", ") + "]"
        case .object(let members):
            return "{" + members.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
        }
    }
}

/// RFC 8259, section 7.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        // More than must be: what steers a terminal, or cannot be seen, is read back from its number just as well.
        case let hidden where !hidden.isPrintable:
            for unit in String(hidden).utf16 {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
