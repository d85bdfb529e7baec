import TesseraNetworks
import Testing

@Suite struct ArchitectureTests {
    @Test func vgg3HasTheParametersCountedByHand() throws {
        // 9 in x out a convolution, 2 a channel of batch normalisation, (in + 1) out a dense layer.
        let count = try Network(.vgg3, width: 8).classifying(10).parameterCount(
            for: Shape(channels: 3, spatial: [16, 16]))
        #expect(count == 9 * 3 * 8 + 2 * 8 + 9 * 8 * 16 + 2 * 16 + 257 * 10)
    }

    /// Batch normalisation of the dense layer has a scale and a shift for each of its 256 neurons, which then have no
    /// bias.
    @Test(arguments: [(Network(.vgg9Plain, width: 32), 569_066), (Network(.vgg9, width: 32), 569_066 + 256)])
    func vgg9OfWidth32HasTheDesignsSize(network: Network, parameters: Int) throws {
        let count = try network.classifying(10).parameterCount(for: Shape(channels: 3, spatial: [16, 16]))
        #expect(count == parameters)
    }

    @Test func resnet20IsThatOfTheLiterature() throws {
        // torch: sum of parameters of the CIFAR ResNet20 with projection shortcuts, with a class layer of 10.
        let count = try Network(.resnet20, width: 16).classifying(10).parameterCount(
            for: Shape(channels: 3, spatial: [32, 32]))
        #expect(count == 272_474)
    }

    @Test func weightLayersAreAsNamed() {
        /// Shortcuts' projections are not counted.
        func weightLayers(_ network: Network) -> Int {
            network.layers.reduce(0) { sum, layer in
                switch layer.structure(for: Shape(channels: 1, spatial: [8])) {
                case .primitive(.convolution), .primitive(.linear): sum + 1
                case .primitive: sum
                case .block(let block):
                    sum + weightLayers(Network(name: "", layers: (block.branches.first ?? []).map(\.layer)))
                }
            }
        }
        #expect(weightLayers(Network(.vgg3, width: 4).classifying(2)) == 3)
        #expect(weightLayers(Network(.vgg9, width: 4).classifying(2)) == 9)
        #expect(weightLayers(Network(.resnet20, width: 4).classifying(2)) == 20)
    }

    @Test func fusionIsDenseLayersOnFlatInput() throws {
        let fusion = Network.fusion(hidden: [128, 64]).classifying(10)
        #expect(fusion.layers == [.linear(features: 128), .relu, .linear(features: 64), .relu, .linear(features: 10)])
        #expect(try fusion.parameterCount(for: .flat(40)) == 41 * 128 + 129 * 64 + 65 * 10)
    }

    @Test func theSameNetworksServeLinesAndVolumes() throws {
        for network in [Network(.vgg3, width: 4), Network(.vgg9, width: 4), Network(.resnet20, width: 4)] {
            for axes in 1...3 {
                let input = Shape(channels: 1, spatial: Array(repeating: 16, count: axes))
                #expect(try network.classifying(5).outputShapes(for: input).last == .flat(5))
            }
        }
    }
}
