import Testing

@testable import TesseraReporting

/// The picture with a letter for each pixel: `.` white, `#` black, `r` red, `?` anything else.
func sketch(_ raster: Raster) -> [String] {
    (0..<raster.height).map { row in
        String(
            (0..<raster.width).map { column in
                switch raster[row, column] {
                case .white: Character(".")
                case .black: Character("#")
                case Colour(255, 0, 0): Character("r")
                default: Character("?")
                }
            })
    }
}

struct RasterTests {
    @Test func greyAndColouredBytes() {
        let grey = Raster(width: 2, height: 1, channels: 1, bytes: [0, 255])
        #expect(sketch(grey) == ["#."])
        let coloured = Raster(width: 1, height: 2, channels: 3, bytes: [255, 0, 0, 1, 2, 3])
        #expect(sketch(coloured) == ["r", "?"])
        #expect(coloured[1, 0] == Colour(1, 2, 3))
        #expect(coloured.area == Area(rows: 0..<2, columns: 0..<1))
    }

    @Test func whiteByDefault() {
        #expect(Raster(width: 1, height: 1).bytes == [255, 255, 255])
        #expect(Raster(width: 1, height: 1, fill: Colour(1, 2, 3)).bytes == [1, 2, 3])
    }
}
