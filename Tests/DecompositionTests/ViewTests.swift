import TesseraDecomposition
import Testing

@Suite struct ViewTests {
    @Test func aGridsViewsAreItsBoxesOfThePictureItself() throws {
        let grid = Grid([2, 3], overlap: 1)
        let views = try grid.views(of: [8, 9])
        #expect(try views.map(\.box) == grid.boxes(of: [8, 9]))
        #expect(views.allSatisfy { $0.picture == [8, 9] && $0.extent(in: [8, 9]) == $0.box })
    }

    @Test func aShrunkPicturesBoxShowsAllThatLiesUnderIt() {
        let view = View(Box([0..<4, 4..<8]), of: [4, 8])
        #expect(view.shape == [4, 4])
        #expect(view.extent(in: [16, 16]) == Box([0..<16, 8..<16]))
        // Sides that do not divide evenly: no pixel is lost between two neighbours.
        let (left, right) = (View(Box([0..<2]), of: [3]), View(Box([2..<3]), of: [3]))
        #expect(left.extent(in: [10]).ranges[0].upperBound >= right.extent(in: [10]).ranges[0].lowerBound)
        #expect(right.extent(in: [10]).ranges[0].upperBound == 10)
    }
}
