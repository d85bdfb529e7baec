extension String {
    /// A text of somebody else's (the name of a file, of a class, a value of an experiment) as it can be shown
    /// anywhere: what steers a terminal, turns the direction of the text beside it, or cannot be seen, is written as an
    /// escape such as `\n` or `\u{202E}`.
    ///
    /// - Parameter keepingNewlines: whether newlines stay: of texts of several lines, whose names have been cleaned
    ///   before.
    /// - Returns: the text itself where nothing in it needs an escape.
    public func printable(keepingNewlines: Bool = false) -> String {
        func stays(_ scalar: Unicode.Scalar) -> Bool { scalar.isPrintable || keepingNewlines && scalar == "\n" }
        guard !unicodeScalars.allSatisfy(stays) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if stays(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += scalar.escaped(asASCII: true)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether it can be seen, or is a space, and does nothing else: no control character (C0, C1, DEL), no mark of
    /// direction or of no width (Unicode's category Cf), no separator of lines or paragraphs.
    public var isPrintable: Bool {
        // Most are; tables of Unicode take longer.
        if (0x20..<0x7f).contains(value) { return true }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
