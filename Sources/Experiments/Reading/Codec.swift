import Yams

/// How one kind of value is read from the file and written to it.
struct Codec<Value> {
    /// What is expected, in words that follow "expected".
    let wanted: String
    /// The value, or nil after a mistake was recorded.
    let read: (Item) -> Value?
    /// The value as YAML.
    let write: (Value) -> Written
    /// What its values are.
    var kind = Setting.Kind.text
    /// The values below this key, key by key; nil where there are no keys and the whole value is one.
    var settings: ((Value) -> [Setting])?
    /// What a key that is missing or empty reads as; nil: nothing.
    var blank: Node?

    init(wanted: String, read: @escaping (Item) -> Value?, write: @escaping (Value) -> Written) {
        self.wanted = wanted
        self.read = read
        self.write = write
    }

    /// A single value; what `parse` gives nil for is recorded as a mistake.
    static func scalar(
        _ wanted: String, parse: @escaping (Node.Scalar) -> Value?, write: @escaping (Value) -> Written
    ) -> Self {
        Codec(wanted: wanted, read: { $0.scalar.flatMap(parse) ?? $0.expected(wanted) }, write: write)
    }

    /// The same for values of another kind.
    func of(_ kind: Setting.Kind) -> Self {
        var codec = self
        codec.kind = kind
        return codec
    }

    /// The same with a further demand.
    func checked(_ wanted: String, _ isRight: @escaping (Value) -> Bool) -> Self {
        Codec(
            wanted: wanted,
            read: { item in
                guard let value = read(item) else { return nil }
                return isRight(value) ? value : item.expected(wanted)
            }, write: write
        ).of(kind)
    }
}

/// A value as YAML text.
enum Written: Equatable {
    /// On the line of its key.
    case inline(String)
    /// On lines of its own below its key.
    case block([String])

    /// The text of an inline value.
    var text: String {
        switch self {
        case .inline(let text): text
        case .block(let lines): lines.joined(separator: "\n")
        }
    }
}

extension String {
    /// The text as YAML: plain where that is safe in every reader, else in double quotes.
    var quoted: String {
        let plain = /[A-Za-z_.\/][A-Za-z0-9_.\/\-]*/
        let special = /(?i)true|false|yes|no|on|off|y|n|null|\.(inf|nan)|\.[0-9].*/
        guard wholeMatch(of: plain) == nil || wholeMatch(of: special) != nil else { return self }
        let escaped = unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control || !scalar.isASCII && !scalar.isLetter:
                "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}

extension Unicode.Scalar {
    fileprivate var isLetter: Bool { properties.isAlphabetic }
}
