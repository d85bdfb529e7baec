/// What a packed frame says of its own size.
///
/// Looked at before it is unpacked: decoders allocate by these numbers, and GDCM does not compare them with the file's
/// header.
struct DICOMCodestream: Hashable {
    let columns: Int
    let rows: Int
    let samples: Int
    let bits: Int

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
        guard bytes.starts(with: [0xff, 0xd8]) else { return nil }
        var place = 2
        while place + 10 <= bytes.count {
            guard bytes[place] == 0xff else { return nil }
            let marker = bytes[place + 1]
            if marker == 0xff {
                place += 1
                continue
            }
            // SOF0 to SOF15 but for DHT, JPG and DAC; SOF55.
            if (0xc0...0xcf).contains(marker) && ![0xc4, 0xc8, 0xcc].contains(marker) || marker == 0xf7 {
                bits = Int(bytes[place + 4])
                rows = bytes.number(2, at: place + 5)
                columns = bytes.number(2, at: place + 7)
                samples = Int(bytes[place + 9])
                return
            }
            // Before SOF there are no scans, and so no markers without length.
            let length = bytes.number(2, at: place + 2)
            guard length >= 2 else { return nil }
            place += 2 + length
        }
        return nil
    }

    /// Of the marker SIZ, which comes first (ISO 15444-1, A.5.1).
    private init?(jpeg2000 bytes: [UInt8]) {
        guard bytes.starts(with: [0xff, 0x4f, 0xff, 0x51]), bytes.count >= 45 else { return nil }
        let corners = (0..<4).map { bytes.number(4, at: 8 + 4 * $0) }
        (columns, rows) = (corners[0] - corners[2], corners[1] - corners[3])
        samples = bytes.number(2, at: 40)
        bits = Int(bytes[42] & 0x7f) + 1
        // Of one sample that is subsampled the decoder makes a smaller picture.
        guard bytes[43] == 1, bytes[44] == 1 else { return nil }
    }
}

extension [UInt8] {
    /// The whole number of `count` bytes at `place`, the highest first.
    fileprivate func number(_ count: Int, at place: Int) -> Int {
        self[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }
}
