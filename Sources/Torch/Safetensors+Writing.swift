import TesseraFiles

extension Safetensors {
    /// Writes the file whole, replacing what was there, with a hash of its content in the metadata.
    ///
    /// - Throws: `FileError`; nothing is left behind then and what was there stays.
    public func write(to path: String) throws(FileError) {
        try replaceFile(at: path, with: serialized())
    }

    /// The file's bytes.
    public func serialized() -> [UInt8] {
        var header = Array(header(hash: contentHash).utf8)
        // Tensors begin at a multiple of 8 bytes, so that readers may map them.
        while !header.count.isMultiple(of: 8) { header.append(UInt8(ascii: " ")) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + entries.reduce(0) { $0 + $1.bytes.count })
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        bytes += header
        for entry in entries { bytes += entry.bytes }
        return bytes
    }

    /// FNV-1a (Fowler, Noll, Vo; 64 bits, 16 hexadecimal digits) of the header without the hash, then of all tensors.
    ///
    /// It finds damage by accident, no forgery.
    package var contentHash: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ bytes: [UInt8]) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        add(Array(header(hash: nil).utf8))
        for entry in entries { add(entry.bytes) }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The header's JSON, with or without a hash.
    func header(hash: String?) -> String {
        var metadata = metadata
        metadata[Self.hashKey] = hash
        var members: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { precedes($0.key, $1.key) }.map { "\(json($0.key)):\(json($0.value))" }
            members.append("\(json(Self.metadataKey)):{\(pairs.joined(separator: ","))}")
        }
        var start = 0
        for entry in entries {
            let end = start + entry.bytes.count
            let shape = entry.shape.map(String.init).joined(separator: ",")
            let type = entry.type.safetensorsName ?? ""
            members.append(
                "\(json(entry.name)):{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
            start = end
        }
        return "{\(members.joined(separator: ","))}"
    }
}

/// A JSON string, escaped where JSON demands it and nowhere else.
private func json(_ text: String) -> String {
    let short: [Unicode.Scalar: String] = [
        "\"": "\\\"", "\\": "\\\\", "\u{8}": "\\b", "\u{c}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
    ]
    var escaped = "\""
    for scalar in text.unicodeScalars {
        if let replacement = short[scalar] {
            escaped += replacement
        } else if scalar.value < 0x20 {
            escaped += (scalar.value < 0x10 ? "\\u000" : "\\u00") + String(scalar.value, radix: 16)
        } else {
            escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped + "\""
}
