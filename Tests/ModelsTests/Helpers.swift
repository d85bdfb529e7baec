import Foundation
import TesseraNetworks
import TesseraRandomness
import TesseraTorch
import Testing

@testable import TesseraModels

let key = RandomKey(seed: 1)

/// What PyTorch computed with a whole network: Fixtures/make.py wrote it.
struct NetworkFixture {
    private let content: Safetensors
    private let network: String

    init(_ network: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        content = try Safetensors(contentsOf: folder.appendingPathComponent("Fixtures/networks.safetensors").path)
        self.network = network
    }

    func tensor(_ name: String) throws -> Tensor {
        let name = "\(network)/\(name)"
        return try Tensor(#require(content[name], "the fixture lacks \(name); run Fixtures/make.py"))
    }

    /// The tensors whose names begin with `prefix`, without it, as a weight file.
    func part(_ prefix: String) -> Safetensors {
        let prefix = "\(network)/\(prefix)"
        return Safetensors(
            content.entries.filter { $0.name.hasPrefix(prefix) }.map {
                Safetensors.Entry(
                    String($0.name.dropFirst(prefix.count)), type: $0.type, shape: $0.shape, bytes: $0.bytes)
            })
    }

    /// Checks evaluation, a training step's logits, loss and gradients, and the running statistics after it.
    ///
    /// Gradients may differ by `tolerance`: each layer's is 1e-5, and rounding adds up over many layers.
    func expectAgreement(of model: SingleNetwork, gradientsWithin tolerance: Double = 1e-5) throws {
        try part("state/").load(into: model.state)
        let input = try tensor("input").channelsLast()
        try #expect(difference(model.logits([input], in: .evaluation), tensor("evaluation")) < 1e-5)

        let logits = try model.logits([input], in: .training(nil))
        let loss = try logits.crossEntropy(labels: tensor("labels"))
        try loss.backward()
        try #expect(difference(logits, tensor("training")) < 1e-5)
        try #expect(difference(loss, tensor("loss")) < 1e-5)
        for named in model.state {
            if named.isTrained {
                let gradient = try #require(try named.tensor.gradient, "\(named.name) has no gradient")
                let off = try difference(gradient, tensor("gradient/\(named.name)"))
                #expect(off < tolerance, "gradient of \(named.name): \(off)")
            } else {
                try #expect(difference(named.tensor, tensor("after/\(named.name)")) < 1e-5, "\(named.name)")
            }
        }
    }
}

/// The largest difference of two tensors of one shape, relative to the largest element of the second.
func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
    guard try a.shape == b.shape else { return .infinity }
    let (a, b) = (try a.floats, try b.floats)
    let largest = zip(a, b).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
    return Double(largest / max(b.map(abs).max() ?? 0, .leastNormalMagnitude))
}

/// Normally distributed numbers in a tensor, the same each time.
func noise(_ shape: [Int], seed: UInt64 = 1) throws -> Tensor {
    let tensor = try Tensor.empty(shape)
    try tensor.fillNormal(Generator(RandomKey(seed: seed)))
    return tensor
}

/// All values of a model's tensors.
func values(_ model: any Classifier) throws -> [[Float]] { try model.state.map { try $0.tensor.floats } }
