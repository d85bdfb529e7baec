import TesseraDecomposition
import Testing

struct BoxTests {
    @Test func shapeAndCount() {
        let box = Box([2..<5, 0..<4, 7..<8])
        #expect(box.shape == [3, 4, 1])
        #expect(box.count == 12)
        #expect(Box.whole([3, 4]) == Box([0..<3, 0..<4]))
    }
}
