import TesseraExperiments
import TesseraNetworks
import TesseraRandomness
import TesseraTorch
import Testing

@testable import TesseraModels
@testable import TesseraStrategies

/// Its exported graph against ONNX Runtime: CommandTests.
@Suite struct AttentionTests {
    private let key = RandomKey(seed: 4)

    private func net(
        _ widths: [Int], _ input: FusionInput, _ weights: Experiment.FusionWeights = .mean
    ) throws -> GatedAttention {
        var fusion = Experiment.FusionSection()
        (fusion.input, fusion.weights) = (input, weights)
        return try GatedAttention(over: widths, classes: 3, fusion: fusion, key: key, on: .cpu)
    }

    private func noise(_ rows: Int, _ columns: Int, _ name: String = "noise") throws -> Tensor {
        let tensor = try Tensor.empty([rows, columns])
        try tensor.fillNormal(deviation: 2, Generator(key.derived(name)))
        return tensor
    }

    @Test(arguments: [FusionInput.logProbabilities, .probabilities]) func beginsAsTheMean(input: FusionInput) throws {
        let values = try noise(5, 12)
        let logits = try withoutGradient { try net([3, 3, 3, 3], input).logits([values], in: .evaluation).floats }
        let all = try values.floats
        for (index, logit) in logits.enumerated() {
            let (sample, label) = index.quotientAndRemainder(dividingBy: 3)
            #expect(abs(logit - (0..<4).reduce(0) { $0 + all[sample * 12 + $1 * 3 + label] } / 4) < 1e-5)
        }
    }

    /// Of features of different widths it begins as the mean of what the local networks' class layers make of them.
    @Test func onFeaturesBeginsAsTheMeanOfTheClassLayers() throws {
        let widths = [4, 6]
        let net = try net(widths, .features)
        var expected = [Float](repeating: 0, count: 15)
        let features = try widths.enumerated().map { try noise(5, $1, "features \($0)") }
        for (index, width) in widths.enumerated() {
            let layer = [
                NamedTensor("weight", try noise(3, width, "weight \(index)")),
                NamedTensor("bias", try noise(1, 3, "bias \(index)").reshape([3])),
            ]
            try net.takeValues(of: index, from: layer)
            let logits = try features[index].linear(weight: layer[0].tensor, bias: layer[1].tensor).floats
            for place in expected.indices { expected[place] += logits[place] / 2 }
        }
        let found = try withoutGradient { try net.logits([Tensor.cat(features, axis: 1)], in: .evaluation).floats }
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    /// Where the right network differs from sample to sample, and says so by how sure it is, it learns to listen to it.
    @Test(arguments: [Experiment.FusionWeights.mean, .random]) func learnsWhomToListenTo(
        weights: Experiment.FusionWeights
    ) throws {
        var stream = key.stream
        var (values, labels): ([Float], [Int]) = ([], [])
        for _ in 0..<300 {
            let (label, right) = (stream.integer(in: 0..<3), stream.integer(in: 0..<4))
            labels.append(label)
            for network in 0..<4 {
                // All are equally bold but the right one, whose largest value is a little less.
                let said = network == right ? label : stream.integer(in: 0..<3)
                values += (0..<3).map { $0 == said ? (network == right ? -0.3 : -0.05) : -4 }
            }
        }
        let (net, inputs, classes) = (
            try net([3, 3, 3, 3], .logProbabilities, weights), try Tensor(values, shape: [300, 12]), try Tensor(labels)
        )
        func accuracy() throws -> Double {
            let logits = try withoutGradient { try net.logits([inputs], in: .evaluation).floats }
            return Double(
                labels.indices.count { sample in
                    (0..<3).max { logits[sample * 3 + $0] < logits[sample * 3 + $1] } == labels[sample]
                }) / 300
        }
        let before = try accuracy()
        let optimizer = try Optimizer(.adamW, training: net.state)
        for _ in 0..<150 {
            try optimizer.clearGradients()
            try net.logits([inputs], in: .training(nil)).crossEntropy(labels: classes).backward()
            try optimizer.step(learningRate: 0.02)
        }
        let after = try accuracy()
        #expect(before < 0.8 && after > 0.95, "\(before), then \(after)")
    }

    @Test func theSameKeyGivesTheSameBits() throws {
        let nets = try (0..<2).map { _ in try net([2, 5], .features, .random) }
        try #expect(nets[0].state.map { try $0.tensor.floats } == nets[1].state.map { try $0.tensor.floats })
        #expect(Set(nets[0].state.map(\.name)).count == nets[0].state.count)
    }
}
