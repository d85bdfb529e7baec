import TesseraDecomposition
import Testing

struct GridErrorTests {
    @Test(arguments: [
        (
            GridError.axes(grid: [4, 4], shape: [128, 128, 64]),
            "the grid 4x4 has 2 axes, but the samples (128x128x64) have 3; give one number per axis, such as 4x4x1"
        ),
        (
            .tooManyParts(axis: 0, grid: [40, 4], shape: [32, 32]),
            "the grid 40x4 cuts axis 0 into 40 parts, but the samples (32x32) have 32 pixels along it; "
                + "at most 32x32 fits"
        ),
        (.counts([2, 0]), "the grid [2, 0] is none; it needs one number per axis, each at least 1, such as [4, 4]"),
        (.overlap(-2), "the overlap -2 is negative; it is the number of pixels by which a box grows, at least 0"),
        (
            .text("4*4"),
            "“4*4” is no grid; write one positive number per axis with an x between them, such as 4x4 or 4x4x2"
        ),
    ]) func words(error: GridError, text: String) {
        #expect(error.description == text)
    }
}
