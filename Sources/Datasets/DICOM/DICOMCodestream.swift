/// What a packed frame says of its own size.
///
/// Looked at before it is unpacked: decoders allocate by these numbers, and GDCM does not compare them with the file's
/// header.
struct DICOMCodestream: Hashable {
    let columns: Int
    let rows: Int
    let samples: Int
    let bits: Int
    /// Whether its three samples are red, green and blue once it is unpacked, or brightness and two differences; nil where
    /// it does not tell.
    let isRGB: Bool?

    /// The size that the JPEG, JPEG-LS or JPEG 2000 stream in `bytes` announces; nil where it is none, or cut.
    init?(_ bytes: [UInt8], _ pixels: DICOMSyntax.Pixels) {
        // The marker that ends all three, and padding. Without it GDCM's JPEG-LS decoder may never end.
        guard bytes.reversed().drop(while: { $0 == 0 || $0 == 0xff }).starts(with: [0xd9, 0xff]) else { return nil }
        switch pixels {
        case .plain, .rle: return nil
        case .jpeg, .jpegLS: self.init(jpeg: bytes)
        case .jpeg2000: self.init(jpeg2000: bytes)
        }
    }

    /// Of the marker SOF, whichever (ISO 10918-1, B.2.2; ISO 14495-1, C.2.2).
    private init?(jpeg bytes: [UInt8]) {
        var (isJFIF, adobe): (Bool, UInt8?) = (false, nil)
        for (marker, segment) in JPEGSegments(bytes) {
            let place = segment.lowerBound
            if marker == 0xe0, bytes[(place + 4)...].starts(with: "JFIF\0".utf8) { isJFIF = true }
            if marker == 0xee, segment.count >= 16, bytes[(place + 4)...].starts(with: "Adobe".utf8) {
                adobe = bytes[place + 15]
            }
            // SOF0 to SOF15 but for DHT, JPG and DAC; SOF55.
            if (0xc0...0xcf).contains(marker) && ![0xc4, 0xc8, 0xcc].contains(marker) || marker == 0xf7 {
                guard segment.count >= 10 else { return nil }
                bits = Int(bytes[place + 4])
                rows = bytes.number(2, at: place + 5)
                columns = bytes.number(2, at: place + 7)
                samples = Int(bytes[place + 9])
                // Some name their samples so; JFIF is of brightness and differences only.
                let names = stride(from: place + 10, to: segment.upperBound, by: 3).map { bytes[$0] }
                let isNamed = ["RGB", "rgb"].contains { names.elementsEqual($0.utf8) }
                isRGB = isNamed ? true : isJFIF ? false : adobe.map { $0 == 0 }
                return
            }
        }
        return nil
    }

    /// A JPEG stream of three samples with a remark that they are red, green and blue, so that a decoder leaves them as
    /// they are, and with no other remark on that.
    static func keepingSamples(_ bytes: [UInt8]) -> [UInt8] {
        // Marker APP14, as Adobe has it: its length, its name, version, flags, and that nothing was transformed.
        var kept: [UInt8] = [0xff, 0xd8, 0xff, 0xee, 0, 14] + Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 0]
        var last = 2
        for (marker, segment) in JPEGSegments(bytes) {
            if marker != 0xe0, marker != 0xee { kept += bytes[segment] }
            last = segment.upperBound
        }
        return kept + bytes[last...]
    }

    /// The JPEG 2000 stream in a file of boxes (ISO 15444-1, I), which some writers put into frames; other bytes as they
    /// are.
    static func withoutBoxes(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 12, bytes[4..<8].elementsEqual("jP  ".utf8) else { return bytes }
        var place = 0
        while place + 8 <= bytes.count {
            // 0: up to the end.
            let length = bytes.number(4, at: place)
            if bytes[place + 4..<place + 8].elementsEqual("jp2c".utf8) {
                let end = length == 0 ? bytes.count : place + length
                return end > place + 8 && end <= bytes.count ? Array(bytes[place + 8..<end]) : []
            }
            guard length >= 8 else { break }
            place += length
        }
        return bytes
    }

    /// Of the marker SIZ, which comes first (ISO 15444-1, A.5.1).
    private init?(jpeg2000 bytes: [UInt8]) {
        guard bytes.starts(with: [0xff, 0x4f, 0xff, 0x51]), bytes.count >= 45 else { return nil }
        let corners = (0..<4).map { bytes.number(4, at: 8 + 4 * $0) }
        (columns, rows) = (corners[0] - corners[2], corners[1] - corners[3])
        samples = bytes.number(2, at: 40)
        bits = Int(bytes[42] & 0x7f) + 1
        // Of samples that are subsampled the decoder makes a smaller picture.
        guard bytes.count >= 42 + 3 * samples,
            (0..<samples).allSatisfy({
                bytes[42 + 3 * $0] == bytes[42] && bytes[43 + 3 * $0] == 1 && bytes[44 + 3 * $0] == 1
            })
        else { return nil }
        isRGB = Self.isTransformed(bytes) ? true : nil
    }

    /// Whether a JPEG 2000 stream says in its marker COD that its colours were transformed, which is undone.
    private static func isTransformed(_ bytes: [UInt8]) -> Bool {
        var place = 2
        // Up to the first tile every marker has a length.
        while place + 9 <= bytes.count, bytes[place] == 0xff, bytes[place + 1] != 0x90 {
            if bytes[place + 1] == 0x52 { return bytes[place + 8] == 1 }
            place += 2 + bytes.number(2, at: place + 2)
        }
        return false
    }
}

/// The markers of a JPEG stream before its first scan, each with all its bytes.
private struct JPEGSegments: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var place = 2

    /// Of what begins like no JPEG stream there are none.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if !bytes.starts(with: [0xff, 0xd8]) { place = bytes.count }
    }

    mutating func next() -> (marker: UInt8, bytes: Range<Int>)? {
        // Any number of bytes may fill up the space before a marker.
        while place + 1 < bytes.count, bytes[place] == 0xff, bytes[place + 1] == 0xff { place += 1 }
        guard place + 4 <= bytes.count, bytes[place] == 0xff, bytes[place + 1] != 0xda else { return nil }
        // Before the first scan all markers have a length.
        let end = place + 2 + bytes.number(2, at: place + 2)
        guard end >= place + 4, end <= bytes.count else { return nil }
        defer { place = end }
        return (bytes[place + 1], place..<end)
    }
}

extension [UInt8] {
    /// The whole number of `count` bytes at `place`, the highest first.
    fileprivate func number(_ count: Int, at place: Int) -> Int {
        self[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }
}
