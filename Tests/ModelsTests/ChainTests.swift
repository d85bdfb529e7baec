import TesseraNetworks
import TesseraTorch
import Testing

@testable import TesseraModels

/// Stages that stay as they are.
@Suite struct ChainTests {
    private let input = Shape(channels: 3, spatial: [16, 16])

    private func model(frozen: Int, rate: Double = 1) throws -> SingleNetwork {
        try SingleNetwork(
            Network(.vgg3, width: 4), input: input, classes: 3, key: key, frozenStages: frozen, bodyRate: rate)
    }

    private func step(_ model: SingleNetwork) throws -> Tensor {
        let pictures = try noise([6, 3, 16, 16]).channelsLast()
        let logits = try model.logits([pictures], in: .training(nil))
        try logits.crossEntropy(labels: Tensor([0, 1, 2, 0, 1, 2]).to(.int64, on: .cpu)).backward()
        return logits
    }

    @Test func frozenStagesComputeAsInEvaluationAndHaveNoGradient() throws {
        let model = try model(frozen: 1)
        let before = try values(model)
        _ = try step(model)
        for (named, value) in zip(model.state, before) {
            let isFrozen = named.name.hasPrefix("0.") || named.name.hasPrefix("1.")
            #expect(named.isTrained == (!isFrozen && !named.name.contains("running")), "\(named.name)")
            #expect(try (named.tensor.gradient != nil) == named.isTrained, "\(named.name)")
            if isFrozen { #expect(try named.tensor.floats == value, "\(named.name)") }
        }
        let optimizer = try Optimizer(.adamW, training: model.state)
        try optimizer.step(learningRate: 0.1)
        for (named, value) in zip(model.state, before) where named.name.hasPrefix("0.") || named.name.hasPrefix("1.") {
            #expect(try named.tensor.floats == value, "\(named.name)")
        }
    }

    @Test func whereAllStagesAreFrozenTheClassLayerLearnsAlone() throws {
        let model = try model(frozen: 2)
        _ = try step(model)
        #expect(model.state.filter(\.isTrained).map(\.name) == model.classLayer.map(\.name))
        let features = try model.features([noise([2, 3, 16, 16])], in: .training(nil))
        #expect(try !features.requiresGradient)
    }

    @Test func theBodyHasItsOwnRate() throws {
        let model = try model(frozen: 0, rate: 0.25)
        let head = Set(model.classLayer.map(\.name))
        #expect(head.count == 2)
        for named in model.state { #expect(named.rateFactor == (head.contains(named.name) ? 1 : 0.25)) }
        let before = try values(model)
        _ = try step(model)
        try Optimizer(.sgd(momentum: 0), training: model.state).step(learningRate: 0.5)
        for (named, value) in zip(model.state, before) where named.isTrained {
            let gradient = try #require(try named.tensor.gradient).contiguous().floats
            let rate: Float = head.contains(named.name) ? 0.5 : 0.125
            let expected = zip(value, gradient).map { $0 - rate * $1 }
            let found = try named.tensor.contiguous().floats
            #expect(zip(expected, found).allSatisfy { abs($0 - $1) < 1e-5 }, "\(named.name)")
        }
        #expect(model.state.prefixed("x.").map(\.rateFactor) == model.state.map(\.rateFactor))
    }
}
