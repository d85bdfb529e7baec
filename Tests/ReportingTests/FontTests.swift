import Testing

@testable import TesseraReporting

struct FontTests {
    private func dots(_ text: String) -> [String] {
        var raster = Raster(width: text.count * Font.advance - 1, height: 7)
        raster.write(text, row: 0, column: 0, with: .black, size: 1)
        return sketch(raster)
    }

    @Test func letters() {
        #expect(
            dots("H1") == [
                "#...#...#..", "#...#..##..", "#...#...#..", "#####...#..", "#...#...#..", "#...#...#..", "#...#..###.",
            ])
        #expect(dots("~") != dots(" "))
    }

    @Test func accentsAreDroppedAndTheUnknownIsAQuestionMark() {
        #expect(dots("é") == dots("e"))
        #expect(dots("猫\n") == dots("??"))
    }
}
