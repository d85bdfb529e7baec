/// CRC-32C (Castagnoli; RFC 3720, appendix B.4), the checksum of TFRecord files.
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { byte in
        // The polynomial with its bits reversed: the lowest bit of a byte comes first.
        (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 0 ? rest >> 1 : rest >> 1 ^ 0x82f6_3b78 }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }

    /// The checksum as records carry it: turned and shifted, so that records that hold checksums do not confuse it.
    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let checksum = checksum(bytes)
        return (checksum >> 15 | checksum << 17) &+ 0xa282_ead8
    }
}
