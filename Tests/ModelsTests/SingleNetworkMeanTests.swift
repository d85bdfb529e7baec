import Foundation
import TesseraNetworks
import TesseraRandomness
import TesseraTorch
import Testing

@testable import TesseraModels

/// A dense net that begins as the mean of the local networks' opinions.
@Suite struct SingleNetworkMeanTests {
    private func net(_ hidden: [Int], key: RandomKey = key) throws -> SingleNetwork {
        try SingleNetwork(.fusion(hidden: hidden), input: .flat(4 * 3), classes: 3, key: key)
    }

    /// Five samples' log-probabilities by four networks in three classes.
    private func opinions() throws -> Tensor {
        let noise = try Tensor.empty([20, 3])
        try noise.fillNormal(deviation: 2, Generator(key))
        return try noise.logSoftmax(axis: 1).reshape([5, 12])
    }

    @Test(arguments: [FusionInput.logProbabilities, .probabilities], [[3], [16, 8, 4, 3], [128, 128, 64, 32]])
    func decidesAsTheMean(input: FusionInput, hidden: [Int]) throws {
        let net = try net(hidden)
        #expect(try net.beginAsMean(of: 4, classes: 3, input: input, key: key))
        let opinions = try input == .logProbabilities ? opinions() : opinions().exp()
        let logits = try withoutGradient { try net.logits([opinions], in: .evaluation).floats }
        let values = try opinions.floats
        for sample in 0..<5 {
            for label in 0..<3 {
                let mean = (0..<4).reduce(0) { $0 + values[sample * 12 + $1 * 3 + label] } / 4
                #expect(abs(logits[sample * 3 + label] - mean) < 1e-5)
            }
        }
    }

    /// On features it decides as the mean of the local networks' logits does, whatever their signs.
    @Test func onFeaturesItDecidesByTheClassLayers() throws {
        let (sizes, classes) = ([5, 2, 7], 3)
        let net = try SingleNetwork(
            .fusion(hidden: [20, 6]), input: .flat(sizes.reduce(0, +)), classes: classes, key: key)
        func noise(_ shape: [Int], _ name: String) throws -> Tensor {
            let tensor = try Tensor.empty(shape)
            try tensor.fillNormal(deviation: 2, Generator(key.derived(name)))
            return tensor
        }
        let layers = try sizes.enumerated().map { index, size in
            [try noise([classes, size], "weight \(index)"), try noise([classes], "bias \(index)")]
        }
        let features = try sizes.enumerated().map { try noise([4, $1], "features \($0)") }
        #expect(try net.beginAsMean(ofClassLayers: layers, key: key))
        let (found, expected) = try withoutGradient {
            let logits = try zip(features, layers).map { try $0.linear(weight: $1[0], bias: $1[1]) }
            let sum = try logits.dropFirst().reduce(logits[0]) { try $0 + $1 }
            return (
                try net.logits([Tensor.cat(features, axis: 1)], in: .evaluation).floats, try (sum * (1.0 / 3)).floats
            )
        }
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect(expected.contains { $0 < 0 } && expected.contains { $0 > 0 })
        // Each mean goes twice.
        let narrow = try SingleNetwork(.fusion(hidden: [20, 5]), input: .flat(14), classes: classes, key: key)
        #expect(try !narrow.beginAsMean(ofClassLayers: layers, key: key))
    }

    /// What carries nothing at first is there to learn: it differs, and the loss reaches it.
    @Test func theOtherFeaturesCanLearn() throws {
        let net = try net([8, 6])
        try net.beginAsMean(of: 4, classes: 3, input: .logProbabilities, key: key)
        let first = try net.state[0].tensor.floats
        #expect(Set(first[36...]).count == 60, "random")
        let labels = try Tensor([0, 1, 2, 0, 1])
        try net.logits([opinions()], in: .training(nil)).crossEntropy(labels: labels).backward()
        let last = try #require(try net.state[4].tensor.gradient).floats
        #expect((3..<6).contains { last[$0] != 0 }, "the last layer learns to listen to them")
    }

    @Test func tooNarrowIsLeftAlone() throws {
        let net = try net([8, 2])
        let before = try net.state.map { try $0.tensor.floats }
        #expect(try !net.beginAsMean(of: 4, classes: 3, input: .probabilities, key: key))
        #expect(try net.state.map { try $0.tensor.floats } == before)
    }
}
