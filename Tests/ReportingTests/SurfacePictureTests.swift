import Foundation
import Testing

@testable import TesseraReporting

struct SurfacePictureTests {
    /// A bowl whose lowest point is the middle, `factor` times as steep as another.
    private func bowl(_ title: String, factor: Double) -> SurfacePicture.Panel {
        let values = (0..<121).map { index in
            let (x, y) = (Double(index % 11) - 5, Double(index / 11) - 5)
            return exp(factor * (x * x + y * y) / 50)
        }
        return SurfacePicture.Panel(title, values: values, points: 11)
    }

    @Test func colourGoesWithTheValue() {
        let picture = SurfacePicture([bowl("a", factor: 1)], radius: 1, valueTitle: "loss").draw()
        // Beside the cross in the middle, and in a corner.
        #expect(picture[40 + 140, 20 + 160] == ColourRamp.colour(0.004) || picture[40 + 140, 20 + 160].red < 80)
        #expect(picture[41, 21].red > 200, "yellow")
    }

    @Test func panelsShareTheirColours() {
        let picture = SurfacePicture(
            [bowl("a", factor: 1), bowl("b", factor: 3)], radius: 1, valueTitle: "loss"
        ).draw()
        let (flat, steep) = (picture[41, 21], picture[41, 20 + 326 + 1])
        #expect(flat.red < 120 && steep.red > 200, "\(flat) \(steep)")
        #expect(picture.width == 20 + 2 * 326 + 96)
    }

    /// What is no number is as far up as it goes; nothing traps.
    @Test func hostileValues() {
        let values = [1.0, .nan, .infinity, 0]
        let picture = SurfacePicture(
            [.init("none", values: values, points: 2), .init("flat", values: [1, 1, 1, 1], points: 2)], radius: 1,
            valueTitle: "loss"
        ).draw()
        #expect(picture.height == 374)
    }
}
