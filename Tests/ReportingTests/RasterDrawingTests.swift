import Testing

@testable import TesseraReporting

struct RasterDrawingTests {
    @Test func fillingIsClippedAndMayBeTranslucent() {
        var raster = Raster(width: 3, height: 2)
        raster.fill(Area(rows: -5..<1, columns: 1..<9), with: .black)
        #expect(sketch(raster) == [".##", "..."])
        raster.fill(raster.area, with: .black, opacity: 0.5)
        #expect(raster[1, 0] == Colour(128, 128, 128))
        raster.fill(Area(rows: 7..<9, columns: 0..<1), with: .black)
    }

    @Test func outlinesStayInside() {
        var raster = Raster(width: 5, height: 5)
        raster.outline(Area(rows: 1..<4, columns: 0..<5), with: .black)
        #expect(sketch(raster) == [".....", "#####", "#...#", "#####", "....."])
        raster.outline(Area(rows: 0..<1, columns: 0..<2), with: Colour(255, 0, 0), thickness: 4)
        #expect(sketch(raster)[0] == "rr...")
    }

    @Test func brokenOutlines() {
        var raster = Raster(width: 7, height: 5)
        raster.outline(raster.area, with: .black, dash: 2)
        #expect(sketch(raster) == ["##..###", "#.....#", ".......", ".......", "##..###"])
    }

    @Test func linesOfAllDirections() {
        var raster = Raster(width: 4, height: 3)
        raster.line(from: (0, 0), to: (2, 2), with: .black)
        raster.line(from: (0, 3), to: (0, 3), with: Colour(255, 0, 0))
        raster.line(from: (2, 9), to: (2, 3), with: .black)
        #expect(sketch(raster) == ["#..r", ".#..", "..##"])
    }

    @Test func blittingIsClipped() {
        var raster = Raster(width: 3, height: 2)
        raster.blit(Raster(width: 2, height: 2, fill: .black), row: -1, column: 2)
        #expect(sketch(raster) == ["..#", "..."])
        #expect(sketch(raster.cropped(to: Area(rows: 0..<1, columns: 1..<3))) == [".#"])
    }

    @Test func enlargingAndReducing() {
        let raster = Raster(width: 2, height: 1, channels: 1, bytes: [0, 255])
        #expect(sketch(raster.enlarged(by: 2)) == ["##..", "##.."])
        #expect(raster.enlarged(by: 3).reduced(by: 3) == raster)
        #expect(raster.reduced(by: 2).bytes == [128, 128, 128])
        #expect(sketch(Raster(width: 3, height: 1, channels: 1, bytes: [0, 0, 255]).reduced(by: 2)) == ["#."])
    }
}
