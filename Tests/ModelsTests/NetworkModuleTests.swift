import TesseraNetworks
import TesseraRandomness
import TesseraTorch
import Testing

@testable import TesseraModels

@Suite struct NetworkModuleTests {
    struct Case: Sendable {
        let network: Network
        let input: Shape
    }

    private static let inputs = [
        Shape(channels: 2, spatial: [20]), Shape(channels: 3, spatial: [16, 9]),
        Shape(channels: 1, spatial: [8, 9, 10]),
    ]

    /// Every kind of layer, and both kinds of shortcut.
    private static let custom = Network(
        name: "custom",
        layers: [
            .convolution(channels: 4, kernel: 5, stride: 2), .relu, .averagePool(size: 2), .residual(channels: 4),
            .residual(channels: 6, stride: 2),
            .block(branch: [
                NamedLayer("squeeze", .convolution(channels: 6, kernel: 1)), NamedLayer("norm", .batchNorm),
            ]),
            .relu, .block(branch: [NamedLayer("only", .relu)]), .batchNorm, .dropout(probability: 0.5), .flatten,
            .linear(features: 6, bias: false), .batchNorm, .linear(features: 5),
        ])

    static let cases = inputs.flatMap { input in
        [Network(.vgg3, width: 2), Network(.vgg9, width: 2), Network(.resnet20, width: 2), custom].map {
            Case(network: $0, input: input)
        }
    }

    @Test(arguments: cases) func hasTheTensorsThatTheNetworkSays(_ test: Case) throws {
        let network = test.network.classifying(3)
        let module = try network.module(for: test.input, key: key, on: .cpu)
        let specs = try network.tensors(for: test.input).flatMap { $0 }
        #expect(module.state.map(\.name) == specs.map(\.name))
        #expect(try module.state.map { try $0.tensor.shape } == specs.map(\.shape))
        #expect(module.state.map(\.isTrained) == specs.map(\.isTrained))
        let parameters = try module.parameters.reduce(0) { $0 + (try $1.count) }
        #expect(try parameters == network.parameterCount(for: test.input))
    }

    @Test(arguments: cases) func everyLayerGetsTheShapeThatTheNetworkSays(_ test: Case) throws {
        let network = test.network.classifying(3)
        let input = try noise([2, test.input.channels] + test.input.spatial)
        for (count, shape) in zip(0..., try network.shapes(for: test.input)) {
            let first = Network(name: "first", layers: Array(network.layers.prefix(count)))
            let output = try first.module(for: test.input, key: key, on: .cpu).forward(input, in: .evaluation)
            try #expect(output.shape == [2, shape.channels] + shape.spatial)
        }
    }

    @Test(arguments: cases) func theOrderInMemoryChangesNothing(_ test: Case) throws {
        let module = try test.network.classifying(3).module(for: test.input, key: key, on: .cpu)
        let input = try noise([4, test.input.channels] + test.input.spatial)
        let axes = test.input.spatial.count
        let inner = try input.permute([0] + Array(2..<axes + 2) + [1]).contiguous()
        let channelsLast = try inner.permute([0, axes + 1] + Array(1...axes))
        for mode in [Mode.evaluation, .training(nil)] {
            let expected = try module.forward(input, in: mode)
            try #expect(difference(module.forward(channelsLast, in: mode), expected) < 1e-5)
        }
    }

    @Test(arguments: cases) func trainsInBFloat16(_ test: Case) throws {
        let module = try test.network.classifying(3).module(for: test.input, key: key, on: .cpu)
        let input = try noise([16, test.input.channels] + test.input.spatial)
        let expected = try module.forward(input, in: .training(nil))
        let halves = try input.to(.bfloat16, on: .cpu)
        let logits = try withAutocast(to: .bfloat16, on: .cpu) { try module.forward(halves, in: .training(nil)) }
        try #expect(difference(logits, expected) < 0.2)
        try logits.sum().backward()
        for named in module.state where named.isTrained {
            try #expect(named.tensor.type == .float32)
            let gradient = try #require(try named.tensor.gradient, "\(named.name)")
            try #expect(gradient.floats.allSatisfy(\.isFinite), "\(named.name)")
        }
    }

    @Test func theKeyDecidesTheInitialWeights() throws {
        func weights(_ key: RandomKey) throws -> [[Float]] {
            let module = try Network(.resnet20, width: 2).module(for: Self.inputs[1], key: key, on: .cpu)
            return try module.state.filter { $0.name.hasSuffix("conv1.weight") || $0.name == "0.weight" }
                .map { try $0.tensor.floats }
        }
        let first = try weights(key)
        try #expect(weights(key) == first)
        for (a, b) in zip(first, try weights(key.derived(1))) { #expect(a != b) }
        #expect(Set(first).count == first.count, "two layers have the same weights")
    }

    @Test(arguments: [Network(.vgg9, width: 2), Network(.vgg9Plain, width: 2)])
    func vgg9AgreesWithPyTorch(network: Network) throws {
        let model = try SingleNetwork(
            network, input: Shape(channels: 3, spatial: [16, 8]), classes: 3, key: key)
        try NetworkFixture(network.name).expectAgreement(of: model)
    }

    @Test func layersOfOnesOwnAgreeWithPyTorchOnVolumes() throws {
        let network = Network(
            name: "volume",
            layers: [
                .convolution(channels: 3, kernel: 5, stride: 2), .relu, .averagePool(size: 2), .residual(channels: 4),
                .residual(channels: 4, stride: 2), .maxPool(size: 2, stride: 1), .flatten, .dropout(probability: 0),
            ])
        let model = try SingleNetwork(
            network, input: Shape(channels: 1, spatial: [20, 12, 12]), classes: 2, key: key)
        try NetworkFixture("volume").expectAgreement(of: model)
    }

    @Test func aNetworkThatDoesNotFitIsRefused() {
        #expect(throws: NetworkError.self) {
            try Network(.vgg9, width: 2).module(for: Shape(channels: 3, spatial: [4, 4]), key: key, on: .cpu)
        }
    }
}
