import TesseraNetworks
import Testing

/// Sizes of the families for pictures of ImageNet's size, as torchvision and the package of EfficientNet-Lite0 have them.
@Suite struct FamiliesTests {
    private static let parameters: [(NetworkFamily, Int)] = [
        (.resnet18, 11_689_512), (.resnet50, 25_557_032), (.densenet121, 7_978_856), (.efficientNetLite0, 4_652_008),
        (.convNeXtTiny, 28_589_128),
    ]

    @Test(arguments: parameters) func haveTheParametersOfTheirModels(family: NetworkFamily, parameters: Int) throws {
        let network = Network(family, width: family.defaultWidth).classifying(1_000)
        #expect(try network.parameterCount(for: Shape(channels: 3, spatial: [224, 224])) == parameters)
    }

    @Test func tensorsHaveTheNamesOfTheirModels() throws {
        func names(_ family: NetworkFamily) throws -> Set<String> {
            let network = Network(family, width: family.defaultWidth).classifying(1_000)
            return Set(try network.tensors(for: Shape(channels: 3, spatial: [64, 64])).joined().map(\.name))
        }
        #expect(try names(.resnet18).isSuperset(of: ["conv1.weight", "layer4.0.downsample.1.running_var", "fc.bias"]))
        #expect(try names(.resnet50).isSuperset(of: ["layer3.5.conv3.weight", "layer1.0.downsample.0.weight"]))
        #expect(
            try names(.densenet121).isSuperset(of: [
                "features.norm0.bias", "features.denseblock3.denselayer24.conv2.weight",
                "features.transition2.conv.weight", "features.norm5.weight", "classifier.weight",
            ]))
        #expect(
            try names(.efficientNetLite0).isSuperset(of: [
                "_conv_stem.weight", "_blocks.0._project_conv.weight", "_blocks.15._bn0.running_mean", "_fc.weight",
            ]))
        #expect(
            try names(.convNeXtTiny).isSuperset(of: [
                "features.0.1.bias", "features.5.8.layer_scale", "features.7.2.block.5.weight", "classifier.2.bias",
            ]))
    }

    /// Halved five times with padding nothing vanishes; without, something must be left.
    @Test func tooSmallABoxIsRefusedWithTheSmallestThatFits() throws {
        let shape = Shape(channels: 1, spatial: [19, 19, 19])
        let error = try #require(throws: NetworkError.self) {
            try Network(.densenet121, width: 64).outputShapes(for: shape)
        }
        #expect(error.reason == .tooSmall(smallest: [29, 29, 29]))
        #expect(Network(.convNeXtTiny, width: 8).smallestSize == 32)
        #expect(Network(.resnet18, width: 8).smallestSize == 1)
        #expect(Network(.efficientNetLite0, width: 8).smallestSize == 1)
    }

    @Test func channelsFollowTheWidthAndTheScale() throws {
        let input = Shape(channels: 3, spatial: [64, 64])
        func channels(_ network: Network) throws -> [Int] { try network.outputShapes(for: input).map(\.channels) }
        let half = Network(.efficientNetLite0, width: 32).scaled(by: 0.5)
        // In multiples of 8, of which none is less than nine tenths of what is wanted.
        #expect(try channels(half)[3..<10] == [8, 16, 16, 24, 24, 40, 40])
        #expect(try channels(half).suffix(6).first == 640)
        #expect(try channels(Network(.densenet121, width: 64).scaled(by: 0.5)).last == 512)
        #expect(Network(.resnet50, width: 64).scaled(by: 0.5) == Network(.resnet50, width: 32))
        #expect(Network(.convNeXtTiny, width: 96).scaled(by: 0.25) == Network(.convNeXtTiny, width: 24))
    }

    @Test(arguments: NetworkFamily.all) func stagesEndWithTheLayers(family: NetworkFamily) {
        let network = Network(family, width: 8)
        #expect(network.stages.last == network.layers.count)
        #expect(zip(network.stages, network.stages.dropFirst()).allSatisfy { $0 < $1 })
        #expect(network.classifying(4).stages == network.stages)
    }

    @Test func volumesHaveTheSameFamilies() throws {
        let input = Shape(channels: 1, spatial: [32, 40, 32])
        for family in [NetworkFamily.resnet18, .resnet50, .densenet121] {
            let shapes = try Network(family, width: 8).classifying(2).outputShapes(for: input)
            #expect(shapes.last == .flat(2))
        }
    }
}
