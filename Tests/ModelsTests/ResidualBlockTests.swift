import Networks
import Testing
import Torch

@testable import Models

@Suite struct ResidualBlockTests {
    @Test func resNet20AgreesWithPyTorch() throws {
        let model = try SingleNetwork(
            Network(.resnet20, width: 2), input: Shape(channels: 3, spatial: [8, 10]), classes: 3, key: key)
        // Twenty layers of float32: without AVX2, whose sums are of other lengths, rounding makes 3.1e-5.
        try NetworkFixture("resnet20").expectAgreement(of: model, gradientsWithin: 5e-5)
    }

    @Test func namesItsTensorsAsTorchvisionDoes() throws {
        func names(hasProjection: Bool) throws -> [String] {
            try ResidualBlock(
                axes: 2, from: 4, to: 4, stride: 1, hasProjection: hasProjection, key: key
            ).state.map(\.name)
        }
        let norm = ["weight", "bias", "running_mean", "running_var"]
        let identity =
            ["conv1.weight"] + norm.map { "bn1.\($0)" } + ["conv2.weight"] + norm.map { "bn2.\($0)" }
        try #expect(names(hasProjection: false) == identity)
        try #expect(
            names(hasProjection: true) == identity + ["downsample.0.weight"] + norm.map { "downsample.1.\($0)" })
    }

    /// With convolutions of zeros only the shortcut is left.
    @Test func withoutAProjectionTheShortcutIsTheIdentity() throws {
        let block = try ResidualBlock(axes: 1, from: 2, to: 2, stride: 1, hasProjection: false, key: key)
        try withoutGradient {
            for named in block.state where named.name == "conv2.weight" {
                try named.tensor.copy(from: Tensor.full([], 0))
            }
            let input = try noise([3, 2, 5])
            try #expect(block.forward(input, in: .evaluation).floats == input.relu().floats)
        }
    }
}
