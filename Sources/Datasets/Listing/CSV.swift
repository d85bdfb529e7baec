/// The fields of a table in values separated by commas (RFC 4180), or by another character: quotes around fields,
/// doubled inside them, lines ended by line feeds or both characters.
///
/// Empty lines are passed over.
///
/// - Returns: for each line its number and fields.
func parseCSV(
    _ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ","), path: String
) throws(DatasetError) -> [(line: Int, fields: [String])] {
    var rows: [(line: Int, fields: [String])] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var (line, start) = (1, 1)
    var (isQuoted, wasQuoted) = (false, false)
    func end() throws(DatasetError) {
        guard let text = String(validating: field, as: UTF8.self) else {
            throw .badFile(path: path, reason: "line \(start) is not UTF-8")
        }
        fields.append(text)
        (field, wasQuoted) = ([], false)
    }
    func endLine() throws(DatasetError) {
        if field.last == UInt8(ascii: "\r"), !wasQuoted { field.removeLast() }
        if !fields.isEmpty || !field.isEmpty || wasQuoted {
            try end()
            rows.append((start, fields))
            fields = []
        }
        start = line + 1
    }
    // Some programs put a byte order mark in front.
    for byte in bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...] {
        switch (byte, isQuoted) {
        case (UInt8(ascii: "\""), true):
            isQuoted = false
        case (UInt8(ascii: "\""), false) where wasQuoted:
            field.append(byte)
            isQuoted = true
        case (UInt8(ascii: "\""), false) where field.isEmpty:
            (isQuoted, wasQuoted) = (true, true)
        case (separator, false):
            try end()
        case (UInt8(ascii: "\n"), false):
            try endLine()
        case (UInt8(ascii: "\r"), false) where wasQuoted:
            break
        default:
            field.append(byte)
        }
        if byte == UInt8(ascii: "\n") { line += 1 }
    }
    guard !isQuoted else { throw .badFile(path: path, reason: "a quote opens on line \(start) and does not close") }
    try endLine()
    return rows
}
