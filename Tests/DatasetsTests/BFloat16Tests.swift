import Testing

@testable import TesseraDatasets

struct BFloat16Tests {
    @Test(
        arguments: [
            (0x3f80_0000, 0x3f80), (0x3f80_7fff, 0x3f80), (0x3f80_8000, 0x3f80), (0x3f80_8001, 0x3f81),
            (0x3f81_8000, 0x3f82), (0x0000_0000, 0x0000), (0x8000_0000, 0x8000), (0xbf81_8000, 0xbf82),
            (0x7f7f_ffff, 0x7f80), (0x7f80_0000, 0x7f80), (0x7f80_0001, 0x7fc0),
        ] as [(UInt32, UInt16)]) func roundsToNearestEven(bits: UInt32, expected: UInt16)
    {
        #expect(bfloat16(Float(bitPattern: bits)) == expected)
    }
}
