import Testing

@testable import TesseraReporting

struct AreaTests {
    @Test func intersections() {
        let area = Area(rows: 0..<4, columns: 2..<6)
        #expect(area.intersection(Area(rows: 2..<9, columns: 0..<3)) == Area(rows: 2..<4, columns: 2..<3))
        #expect(area.intersection(Area(rows: 7..<9, columns: 0..<9)).height == 0)
        #expect((area.width, area.height) == (4, 4))
        #expect(area.grown(by: 1) == Area(rows: -1..<5, columns: 1..<7))
    }
}
