/// The class names in the text file at `path`, one a line, blank lines skipped; nil where there is no such file.
func classNames(path: String) throws(DatasetError) -> [String]? {
    guard exists(path) else { return nil }
    // No list of names is longer than this; a file that is one must not fill the memory.
    let limit = 1 << 20
    let bytes = try ByteStream(path: path).read(limit + 1)
    guard bytes.count <= limit else { throw .badClassNames(path: path, reason: "is longer than a mebibyte") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .badClassNames(path: path, reason: "is not UTF-8 text")
    }
    // Some programs put a byte order mark in front.
    let names = text.trimmingPrefix("\u{feff}").split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }
    guard !names.isEmpty else { throw .badClassNames(path: path, reason: "holds no class name") }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
        throw .badClassNames(path: path, reason: "names the class “\(name)” twice")
    }
    return names
}

private func trimmed(_ line: Substring) -> String {
    let start = line.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
}
