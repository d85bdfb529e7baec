import Yams

extension Node {
    /// Whether this is a scalar without a value.
    var isNull: Bool {
        guard case .scalar(let scalar) = self else { return false }
        return scalar.isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What messages call the value: short, and never a dump.
    var shown: String {
        switch self {
        case .scalar where isNull: "empty"
        case .scalar(let scalar): scalar.isPlain ? scalar.string.excerpt : "the text \"\(scalar.string.excerpt)\""
        case .mapping: "a map"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// The value of `key`, where this is a map that has it.
    func value(of key: String) -> Node? {
        guard case .mapping(let mapping) = self else { return nil }
        return mapping.first { $0.key.scalar?.string == key }?.value
    }

    /// The value at a path of keys.
    func value(at path: ArraySlice<String>) -> Node? {
        guard let key = path.first else { return self }
        return value(of: key)?.value(at: path.dropFirst())
    }

    /// Sets the value at a path and makes the maps on the way; gives back what is left of the path where something
    /// else than a map is in the way.
    mutating func set(_ value: Node, at path: ArraySlice<String>) -> ArraySlice<String>? {
        guard let key = path.first else {
            self = value
            return nil
        }
        if isNull { self = .mapping(Mapping([])) }
        guard case .mapping(let mapping) = self else { return path }
        var pairs = mapping.map { ($0.key, $0.value) }
        let index = pairs.firstIndex { $0.0.scalar?.string == key } ?? pairs.endIndex
        if index == pairs.endIndex { pairs.append((Node(key), Node(""))) }
        if let obstacle = pairs[index].1.set(value, at: path.dropFirst()) { return obstacle }
        self = .mapping(Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
        return nil
    }
}

extension Node.Scalar {
    /// Whether the value stands without quotes and tag, so that it may be a number, a truth value or nothing.
    var isPlain: Bool { (style == .plain || style == .any) && tag == .implicit }

    /// The whole number that a plain scalar is, in decimal digits; nil where it is none or beyond 64 bits.
    var integer: Int? {
        isPlain && string.wholeMatch(of: /[-+]?(0|[1-9][0-9]*)/) != nil ? Int(string) : nil
    }

    /// The finite number that a plain scalar is, as `1`, `.5`, `1e-3`; nil where it is none.
    var number: Double? {
        guard isPlain, string.wholeMatch(of: /[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?/) != nil else {
            return nil
        }
        return Double(string).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension String {
    /// The text in one line of at most 40 letters.
    var excerpt: String {
        let line = String(prefix(40).map { $0.isNewline ? " " : $0 })
        return count > 40 ? line + "…" : line
    }
}
