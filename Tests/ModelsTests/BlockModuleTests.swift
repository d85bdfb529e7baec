import TesseraNetworks
import TesseraTorch
import Testing

@testable import TesseraModels

@Suite struct BlockModuleTests {
    private static let norm = ["weight", "bias", "running_mean", "running_var"]

    private func module(_ layers: [Layer], channels: Int) throws -> Chain {
        try Network(name: "n", layers: layers).module(
            for: Shape(channels: channels, spatial: [6, 5]), key: key, on: .cpu)
    }

    @Test func resNet20AgreesWithPyTorch() throws {
        let model = try SingleNetwork(
            Network(.resnet20, width: 2), input: Shape(channels: 3, spatial: [8, 10]), classes: 3, key: key)
        // Twenty layers of float32: without AVX2, whose sums are of other lengths, rounding makes 3.1e-5.
        try NetworkFixture("resnet20").expectAgreement(of: model, gradientsWithin: 5e-5)
    }

    @Test func namesTensorsAsTorchvisionDoes() throws {
        let identity =
            ["0.conv1.weight"] + Self.norm.map { "0.bn1.\($0)" } + ["0.conv2.weight"] + Self.norm.map { "0.bn2.\($0)" }
        #expect(try module([.residual(channels: 4)], channels: 4).state.map(\.name) == identity)
        let projection = ["0.downsample.0.weight"] + Self.norm.map { "0.downsample.1.\($0)" }
        #expect(try module([.residual(channels: 4)], channels: 2).state.map(\.name) == identity + projection)
    }

    /// With convolutions of zeros only the shortcut is left.
    @Test func withoutAProjectionTheShortcutIsTheIdentity() throws {
        let block = try module([.residual(channels: 2)], channels: 2)
        try withoutGradient {
            for named in block.state where named.name == "0.conv2.weight" {
                try named.tensor.copy(from: Tensor.full([], 0))
            }
            let input = try noise([3, 2, 6, 5])
            try #expect(block.forward(input, in: .evaluation).floats == input.relu().floats)
        }
    }

    /// A block of named layers with the shortcut's names is ResNet's, to the bit and to the name.
    @Test func resNetsBlockIsAComposition() throws {
        let convolution = { (kernel: Int, stride: Int) in
            Layer.convolution(channels: 4, kernel: kernel, stride: stride, bias: false)
        }
        let own = Layer.block(
            branch: [
                NamedLayer("conv1", convolution(3, 2)), NamedLayer("bn1", .batchNorm), NamedLayer("relu1", .relu),
                NamedLayer("conv2", convolution(3, 1)), NamedLayer("bn2", .batchNorm),
            ],
            shortcut: [NamedLayer("downsample.0", convolution(1, 2)), NamedLayer("downsample.1", .batchNorm)])
        let (block, residual) = (
            try module([own, .relu], channels: 2), try module([.residual(channels: 4, stride: 2)], channels: 2)
        )
        #expect(block.state.map(\.name) == residual.state.map(\.name))
        for (one, other) in zip(block.state, residual.state) {
            try #expect(one.tensor.contiguous().floats == other.tensor.contiguous().floats, "\(one.name)")
        }
        let input = try noise([3, 2, 6, 5])
        try #expect(
            block.forward(input, in: .training(nil)).contiguous().floats
                == residual.forward(input, in: .training(nil)).contiguous().floats)
    }

    /// Without a ReLU behind it, and with another layer in between, a sum is a sum.
    @Test func aBlockAddsUp() throws {
        let block = try module(
            [.block(branch: [NamedLayer("a", .relu)], shortcut: [NamedLayer("b", .relu)])], channels: 2)
        let input = try noise([3, 2, 6, 5])
        let expected = try input.relu() * 2
        try #expect(block.forward(input, in: .evaluation).floats == expected.floats)
    }
}
