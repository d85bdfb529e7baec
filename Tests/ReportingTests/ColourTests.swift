import Testing

@testable import TesseraReporting

struct ColourTests {
    @Test func mixing() {
        #expect(Colour(hex: 0x0A6440) == Colour(10, 100, 64))
        #expect(Colour.black.mixed(with: Colour(10, 100, 255), share: 0.5) == Colour(5, 50, 128))
        #expect(Colour.black.mixed(with: .white, share: 2) == .white)
    }
}
