import TesseraModels
import TesseraNetworks
import TesseraTorch
import Testing

struct SpeedCheckTests {
    /// A step takes its convolutions and more; their operations are those of the layers.
    @Test func measuresAStep() throws {
        let check = try SpeedCheck(
            Network(.vgg9, width: 16), input: Shape(channels: 3, spatial: [16, 16]), classes: 10, batch: 32,
            type: .float32,
            on: .cpu)
        #expect(check.convolutions > 0 && check.libtorchConvolutions > 0 && check.step > 0)
        // Of the first convolution nobody asks for the gradient of the input: two passes instead of three.
        let (first, second) = (3 * 16 * 9 * 256, 16 * 16 * 9 * 256)
        let rest = (16 * 32 + 32 * 32) * 9 * 64 + (32 * 64 + 64 * 64 + 64 * 64) * 9 * 16
        #expect(check.operations == 2 * 32 * Double(2 * first + 3 * (second + rest)))
    }
}
