import TesseraNetworks
import Testing

@Suite struct ScalingTests {
    @Test func factorsOfTheLocalNetworks() {
        #expect(LocalScaling.sqrt.factor(subdomains: 4) == 0.5)
        #expect(LocalScaling.linear.factor(subdomains: 4) == 0.25)
        #expect(LocalScaling.factor(0.7).factor(subdomains: 4) == 0.7)
        #expect(LocalScaling.sqrt.factor(subdomains: 1) == 1)
    }

    @Test func halfOfAVGGIsTheVGGOfHalfTheWidth() {
        #expect(Network(.vgg9, width: 64).scaled(by: 0.5) == Network(.vgg9, width: 32))
        #expect(Network(.resnet20, width: 16).scaled(by: 0.5) == Network(.resnet20, width: 8))
    }

    @Test func channelsAreRoundedAndNeverVanish() {
        let network = Network(
            name: "n", layers: [.convolution(channels: 5), .linear(features: 3), .dropout(probability: 1)])
        #expect(
            network.scaled(by: 0.3).layers
                == [.convolution(channels: 2), .linear(features: 1), .dropout(probability: 1)])
        #expect(network.scaled(by: 0.001).layers.first == .convolution(channels: 1))
    }

    @Test func aHugeFactorDoesNotTrap() {
        let network = Network(name: "n", layers: [.convolution(channels: 5)]).scaled(by: 1e300)
        #expect(throws: NetworkError.self) { try network.parameterCount(for: Shape(channels: 3, spatial: [4, 4])) }
    }
}
