import Testing

@testable import TesseraTensorBoard

/// Known answers: the check value of the catalogue of CRCs, and RFC 3720, appendix B.4.
@Suite struct CRC32CTests {
    @Test(
        arguments: [
            (Array("123456789".utf8), 0xe306_9283), ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
            ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43), (Array(0..<32), 0x46dd_794e),
            (Array((0..<32).reversed()), 0x113f_db5c), ([], 0),
        ] as [([UInt8], UInt32)])
    func knownAnswers(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(bytes) == checksum)
    }

    @Test func masking() {
        // Turned right by 15 bits, plus a constant (TensorFlow's lib/hash/crc32c.h).
        #expect(CRC32C.masked([]) == 0xa282_ead8)
        let (checksum, turned): (UInt32, UInt32) = (0xe306_9283, 0x2507_c60d)
        #expect((checksum >> 15 | checksum << 17) == turned)
        #expect(CRC32C.masked(Array("123456789".utf8)) == turned &+ 0xa282_ead8)
    }
}
