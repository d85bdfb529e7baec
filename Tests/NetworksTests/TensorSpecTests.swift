import TesseraNetworks
import Testing

@Suite struct TensorSpecTests {
    @Test func namesAndLayoutsArePyTorchs() throws {
        let network = Network(
            name: "n",
            layers: [
                .convolution(channels: 4), .batchNorm, .relu, .residual(channels: 8, stride: 2), .globalAveragePool,
                .flatten,
            ])
        let tensors = try network.classifying(5).tensors(for: Shape(channels: 3, spatial: [8, 8]))
        let listed = tensors.map { $0.map { "\($0.name) \($0.shape)" } }
        #expect(listed[0] == ["0.weight [4, 3, 3, 3]", "0.bias [4]"])
        #expect(listed[1] == ["1.weight [4]", "1.bias [4]", "1.running_mean [4]", "1.running_var [4]"])
        #expect(listed[2].isEmpty)
        #expect(
            listed[3].filter { !$0.contains("bn") } == [
                "3.conv1.weight [8, 4, 3, 3]", "3.conv2.weight [8, 8, 3, 3]", "3.downsample.0.weight [8, 4, 1, 1]",
                "3.downsample.1.weight [8]", "3.downsample.1.bias [8]", "3.downsample.1.running_mean [8]",
                "3.downsample.1.running_var [8]",
            ])
        #expect(listed[6] == ["6.weight [5, 8]", "6.bias [5]"])
    }

    @Test func volumesHaveKernelsOfThreeAxes() throws {
        let tensors = try Network(.vgg3, width: 2).tensors(for: Shape(channels: 1, spatial: [4, 4, 4]))
        #expect(tensors[0].map(\.shape) == [[2, 1, 3, 3, 3]])
    }

    @Test func anIdentityShortcutHasNoTensors() throws {
        let network = Network(name: "n", layers: [.residual(channels: 3)])
        let names = try network.tensors(for: Shape(channels: 3, spatial: [4])).joined().map(\.name)
        #expect(names.count == 10 && !names.contains { $0.contains("downsample") })
    }

    @Test func runningStatisticsAreNotParameters() throws {
        let network = Network(name: "n", layers: [.batchNorm])
        #expect(try network.parameterCount(for: Shape(channels: 7, spatial: [2])) == 14)
    }

    @Test func whatCannotBeCountedIsAnError() throws {
        let network = Network(name: "n", layers: [.linear(features: 1 << 40), .linear(features: 1 << 40)])
        let error = try #require(throws: NetworkError.self) { try network.tensors(for: .flat(3)) }
        #expect(error.reason == .tooLarge && error.index == 1)
    }
}

@Suite struct NamedLayersTests {
    @Test func tensorsBearTheLayersNames() throws {
        let network = Network(
            name: "n", layers: [.convolution(channels: 2), .flatten], names: ["features.0", "flatten", "head"])
        let names = try network.scaled(by: 2).classifying(3).tensors(for: Shape(channels: 1, spatial: [4]))
        #expect(names.joined().map(\.name) == ["features.0.weight", "features.0.bias", "head.weight", "head.bias"])
    }
}
