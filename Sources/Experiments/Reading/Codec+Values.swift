extension Codec where Value == Int {
    /// A whole number within a range.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        let wanted =
            range.upperBound == .max
            ? "a whole number from \(range.lowerBound) to 2^63 - 1"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return .scalar(wanted) { scalar in
            scalar.integer.flatMap { range.contains($0) ? $0 : nil }
        } write: {
            .inline("\($0)")
        }.of(.number)
    }
}

extension Codec where Value == Double {
    /// A finite number with a demand that `wanted` words.
    static func number(_ wanted: String, _ isRight: @escaping (Double) -> Bool) -> Self {
        .scalar(wanted) { scalar in
            scalar.number.flatMap { isRight($0) ? $0 : nil }
        } write: { value in
            let text = "\(value)"
            if text.hasSuffix(".0") { return .inline(String(text.dropLast(2))) }
            // YAML 1.1 readers take 1e-05 for text: they want the point.
            return .inline(text.contains(".") ? text : text.replacing("e", with: ".0e"))
        }.of(.number)
    }

    /// Any finite number.
    static var anyNumber: Self { .number("a number") { _ in true } }
}

extension Codec where Value == Bool {
    /// `true` or `false`; YAML 1.1's `yes`, `on` and their like are refused.
    static var boolean: Self {
        .scalar("true or false") { scalar in
            switch scalar.isPlain ? scalar.string : "" {
            case "true", "True", "TRUE": true
            case "false", "False", "FALSE": false
            default: nil
            }
        } write: {
            .inline("\($0)")
        }.of(.truth)
    }
}

extension Codec where Value == String {
    /// A text that is not empty, quoted or not.
    static func text(_ wanted: String) -> Self {
        Codec(wanted: wanted) { item in
            guard let text = item.scalar?.string, !item.node.isNull, !text.isEmpty, !text.contains("\0") else {
                return item.expected(wanted)
            }
            return text
        } write: {
            .inline($0.quoted)
        }
    }

    /// A name that may be a folder's.
    static var folderName: Self {
        let wanted = "a folder name of letters, digits, '.', '_' and '-', not beginning with '.', at most 100 long"
        return .text(wanted).checked(wanted) { name in
            name.wholeMatch(of: /[A-Za-z0-9_\-][A-Za-z0-9_.\-]{0,99}/) != nil
        }
    }
}

extension Codec where Value: RawRepresentable<String> & CaseIterable {
    /// One of an enumeration's cases, by raw value.
    static func choice() -> Self {
        let names = Value.allCases.map(\.rawValue)
        let wanted = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        return Codec(wanted: wanted) { item in
            item.scalar.flatMap { Value(rawValue: $0.string) } ?? item.expected(wanted, known: names)
        } write: {
            .inline($0.rawValue.quoted)
        }
    }
}

extension Codec {
    /// One of an enumeration's cases, or a word for none.
    static func choice<Case: RawRepresentable<String> & CaseIterable>(orNil word: String) -> Self where Value == Case? {
        let names = [word] + Case.allCases.map(\.rawValue)
        let wanted = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        return Codec(wanted: wanted) { item in
            guard let text = item.scalar?.string, names.contains(text) else {
                return item.expected(wanted, known: names)
            }
            return .some(Case(rawValue: text))
        } write: {
            .inline(($0?.rawValue ?? word).quoted)
        }
    }
}
