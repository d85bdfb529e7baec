import TesseraModels
import TesseraTorch
import Testing

struct SelfCheckTests {
    /// bfloat16 was in fact computed with, and is near float32, each time the same.
    @Test(arguments: [2, 3]) func roundsAndNoMore(axes: Int) throws {
        let deviation = try SelfCheck.deviation(axes: axes, on: .cpu)
        #expect(deviation > 0.001 && deviation < SelfCheck.tolerance)
        #expect(try SelfCheck.deviation(axes: axes, on: .cpu) == deviation)
    }
}
