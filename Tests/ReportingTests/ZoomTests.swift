import Testing

@testable import TesseraReporting

struct ZoomTests {
    @Test(arguments: [(28, 168), (32, 192), (64, 192), (180, 180), (480, 160), (512, 171), (1, 180)])
    func sides(side: Int, drawn: Int) {
        #expect(Zoom(side: side, near: 180).apply(to: Raster(width: side, height: 1)).width == drawn)
    }

    @Test func areasFollow() {
        let area = Area(rows: 1..<3, columns: 4..<9)
        #expect(Zoom(side: 10, near: 30).apply(to: area) == Area(rows: 3..<9, columns: 12..<27))
        #expect(Zoom(side: 100, near: 10).apply(to: area) == Area(rows: 0..<1, columns: 0..<1))
    }
}
