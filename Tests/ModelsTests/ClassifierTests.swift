import TesseraNetworks
import TesseraRandomness
import TesseraTorch
import Testing

@testable import TesseraModels

@Suite struct ClassifierTests {
    /// Two local networks on boxes of different sizes, three classes, and their fusion net.
    private static let boxes = [Shape(channels: 1, spatial: [4, 4]), Shape(channels: 1, spatial: [4, 6])]

    private func local(_ index: Int, key: RandomKey = key) throws -> SingleNetwork {
        try SingleNetwork(Network(.vgg3, width: 2), input: Self.boxes[index], classes: 3, key: key.derived(index))
    }

    /// On three numbers of each local network, or on all their features.
    private func fusion(_ input: FusionInput = .probabilities, key: RandomKey = key) throws -> SingleNetwork {
        let features = try Self.boxes.reduce(0) {
            try $0 + (Network(.vgg3, width: 2).shapes(for: $1).last?.channels ?? 0)
        }
        return try SingleNetwork(
            .fusion(hidden: [16, 12]), input: .flat(input == .features ? features : 6), classes: 3,
            key: key.derived("fusion"))
    }

    private func joined(_ input: FusionInput, key: RandomKey = key) throws -> JoinedNetwork {
        JoinedNetwork(
            locals: [try local(0, key: key), try local(1, key: key)], fusion: try fusion(input, key: key),
            input: input)
    }

    private func batch() throws -> [Tensor] {
        try Self.boxes.map { try noise([4, $0.channels] + $0.spatial) }
    }

    @Test func aSingleNetworkIsItsLayersAndTheClassLayer() throws {
        let network = try local(0)
        let specs = try Network(.vgg3, width: 2).classifying(3).tensors(for: Self.boxes[0]).flatMap { $0 }
        #expect(network.state.map(\.name) == specs.map(\.name))
        try #expect(network.logits([batch()[0]], in: .evaluation).shape == [4, 3])
    }

    @Test func theSameKeyGivesTheSameBits() throws {
        try #expect(values(local(0)) == values(local(0)))
        try #expect(values(local(0)) != values(local(0, key: key.derived("other"))))
        try #expect(values(joined(.probabilities)) == values(joined(.probabilities)))
    }

    @Test func aJoinedNetworksTensorsAreItsPartsOwn() throws {
        let model = try joined(.probabilities)
        let expected =
            try local(0).state.map { "locals.00.\($0.name)" } + local(1).state.map { "locals.01.\($0.name)" }
            + fusion().state.map { "fusion.\($0.name)" }
        #expect(model.state.map(\.name) == expected)
        try #expect(values(model) == values(local(0)) + values(local(1)) + values(fusion()))
    }

    /// What a local training saved loads into the joined model's part, once the prefix is in front.
    @Test func localWeightsLoadByName() throws {
        let model = try joined(.probabilities, key: key.derived("other"))
        let parts: [any Classifier] = [try local(0), try local(1), try fusion()]
        let prefixes = ["locals.00.", "locals.01.", "fusion."]
        let saved = try Safetensors(of: zip(parts, prefixes).flatMap { $0.state.prefixed($1) })
        try saved.load(into: model.state)
        try #expect(values(model) == parts.flatMap { try values($0) })
        try #expect(
            model.logits(batch(), in: .evaluation).floats
                == joined(.probabilities).logits(batch(), in: .evaluation).floats)
    }

    @Test(arguments: FusionInput.allCases) func logitsAreTheFusionOfTheLocalOpinions(_ input: FusionInput) throws {
        for mode in [Mode.evaluation, .training(nil)] {
            let boxes = try batch()
            let opinions = try (0..<2).map { index in
                let logits = try local(index).logits([boxes[index]], in: mode)
                return switch input {
                case .probabilities: try logits.softmax(axis: 1)
                case .logProbabilities: try logits.logSoftmax(axis: 1)
                case .features: try local(index).features([boxes[index]], in: mode)
                }
            }
            let expected = try fusion(input).logits([Tensor.cat(opinions, axis: 1)], in: mode)
            try #expect(joined(input).logits(boxes, in: mode).floats == expected.floats)
        }
    }

    @Test func theFusionInputMatters() throws {
        let logits = try FusionInput.allCases.map { try joined($0).logits(batch(), in: .evaluation).floats }
        #expect(Set(logits).count == FusionInput.allCases.count)
    }

    /// The class layer makes logits of features; in a model on features it takes no part.
    @Test func featuresAreWhatTheClassLayerGets() throws {
        let network = try local(0)
        let box = try [batch()[0]]
        let features = try network.features(box, in: .evaluation)
        let (weight, bias) = (network.classLayer[0].tensor, network.classLayer[1].tensor)
        #expect(try weight.shape == [3, features.shape[1]] && bias.shape == [3])
        #expect(
            try network.logits(ofFeatures: features).floats == network.logits(box, in: .evaluation).floats)
        let idle = try joined(.features).state.filter { $0.name.hasPrefix("locals.") && !$0.isTrained }.map(\.name)
        let running = try joined(.probabilities).state.filter { !$0.isTrained }.map(\.name)
        #expect(Set(idle).subtracting(running).count == 4, "\(idle)")
    }

    @Test(arguments: FusionInput.allCases) func oneLossTrainsEveryPart(_ input: FusionInput) throws {
        let model = try joined(input)
        try model.logits(batch(), in: .training(nil)).crossEntropy(labels: Tensor([0, 1, 2, 0])).backward()
        for named in model.state where named.isTrained {
            let gradient = try #require(try named.tensor.gradient, "\(named.name)")
            try #expect(gradient.floats.contains { $0 != 0 } || named.name.hasSuffix("bias"), "\(named.name)")
        }
    }
}
