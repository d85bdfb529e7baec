/// Reads the JSON of a safetensors header: objects of known depth, strings and whole numbers, nothing else.
///
/// Written here because no JSON reader at hand tells of keys that come twice. It follows the schema and calls itself
/// nowhere, so no nesting can exhaust the stack.
struct HeaderScanner {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    let path: String

    init(_ bytes: ArraySlice<UInt8>, path: String) {
        self.bytes = bytes
        position = bytes.startIndex
        self.path = path
    }

    /// An object, whose every value `member` must read; keys that come twice are refused.
    mutating func object(
        _ member: (inout HeaderScanner, String) throws(SafetensorsError) -> Void
    ) throws(SafetensorsError) {
        try expect("{")
        if take("}") { return }
        var keys: Set<String> = []
        repeat {
            let key = try string()
            guard keys.insert(key).inserted else { throw SafetensorsError(path, .duplicate(key)) }
            try expect(":")
            try member(&self, key)
        } while take(",")
        try expect("}")
    }

    /// A list of whole numbers from 0 to `Int.max`.
    mutating func integers() throws(SafetensorsError) -> [Int] {
        try expect("[")
        if take("]") { return [] }
        var numbers: [Int] = []
        repeat { numbers.append(try integer()) } while take(",")
        try expect("]")
        return numbers
    }

    /// Any text, with JSON's escapes.
    mutating func string() throws(SafetensorsError) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while true {
            guard let byte = next() else { throw failure("a string's end") }
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw failure("UTF-8") }
                return string
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw failure("no control character in a string")
            default: text.append(byte)
            }
        }
    }

    /// Nothing but white space up to the header's end.
    mutating func end() throws(SafetensorsError) {
        skipSpace()
        guard position == bytes.endIndex else { throw failure("the header's end") }
    }

    private mutating func integer() throws(SafetensorsError) -> Int {
        skipSpace()
        var digits: [UInt8] = []
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            digits.append(byte)
            position += 1
        }
        // JSON allows no zero in front.
        guard !digits.isEmpty, digits.count == 1 || digits[0] != UInt8(ascii: "0"),
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { throw failure("a whole number from 0 to \(Int.max)") }
        return number
    }

    /// What a backslash and the bytes after it stand for.
    private mutating func escape() throws(SafetensorsError) -> [UInt8] {
        let plain = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t",
        ]
        guard let byte = next() else { throw failure("a string's end") }
        if let text = plain[String(UnicodeScalar(byte))] { return Array(text.utf8) }
        guard byte == UInt8(ascii: "u") else { throw failure("one of JSON's escapes") }
        var units = [try codeUnit()]
        if UTF16.isLeadSurrogate(units[0]), next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") {
            units.append(try codeUnit())
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw failure("a pair of surrogates") }
        return Array(text.utf8)
    }

    private mutating func codeUnit() throws(SafetensorsError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next(), let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    // MARK: Bytes

    private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func next() -> UInt8? {
        guard let byte = peek else { return nil }
        position += 1
        return byte
    }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ sign: Unicode.Scalar) throws(SafetensorsError) {
        guard take(sign) else { throw failure("\(sign)") }
    }

    private func failure(_ expected: String) -> SafetensorsError {
        SafetensorsError(path, .syntax(expected: expected, offset: position - bytes.startIndex))
    }
}
