import Foundation
import TesseraNetworks
import TesseraTorch
import TestSupport
import Testing

@testable import TesseraModels

/// A Python with PyTorch, torchvision and safetensors, where the test command has made one.
private let python = ProcessInfo.processInfo.environment["TESSERA_PYTHON"]

/// Families and layers of one's own against torchvision: tensors by name, outputs and gradients; PyTorch/families.py.
@Suite(.enabled(if: python != nil, "TESSERA_PYTHON names no Python with torchvision; Scripts/test sets it"))
struct FamiliesTests {
    private static let own: [Layer] = [
        .convolution(channels: 8, kernel: 4, stride: 2, padding: .sides(before: 1, after: 2)), .relu6,
        .convolution(channels: 12, padding: .both(2), groups: 4), .silu, .depthwiseConvolution(kernel: 5), .hardswish,
        .layerNorm(epsilon: 1e-3), .gelu, .squeezeExcitation(reduction: 4),
        .maxPool(size: 3, stride: 2, padding: .both(1)), .pointwise(channels: 6),
        .batchNorm(epsilon: 1e-2, momentum: 0.3), .relu6,
        .branches(
            [
                [], [NamedLayer("branch1.0", .convolution(channels: 4, kernel: 1))],
                [NamedLayer("branch2.0", .convolution(channels: 4))],
            ], joined: .concatenation),
        .block(branch: [
            NamedLayer("branch.0", .convolution(channels: 14, kernel: 1)), NamedLayer("branch.1", .layerScale()),
            NamedLayer("branch.2", .stochasticDepth(probability: 0.5)),
        ]), .globalAveragePool, .flatten,
    ]

    private static let cases: [(name: String, network: Network, spatial: [Int])] = [
        ("resnet18", Network(.resnet18, width: 64), [64, 48]), ("resnet50", Network(.resnet50, width: 16), [96, 96]),
        ("densenet121", Network(.densenet121, width: 16), [64, 64]),
        ("efficientnet-lite0", Network(.efficientNetLite0, width: 32), [64, 64]),
        ("convnext-tiny", Network(.convNeXtTiny, width: 24), [64, 64]), ("vgg16", Network(.vgg16, width: 8), [64, 32]),
        ("resnet18-3d", Network(.resnet18, width: 8), [48, 48, 32]),
        ("resnet50-3d", Network(.resnet50, width: 8), [48, 48, 32]),
        ("densenet121-3d", Network(.densenet121, width: 8), [64, 64, 48]),
        ("own", Network(name: "own", layers: own), [20, 17]),
        ("own-3d", Network(name: "own", layers: own), [12, 11, 9]),
    ]

    /// Writes a network's random tensors, and what it makes of random pictures.
    private func write(_ name: String, _ network: Network, _ spatial: [Int], below place: TemporaryFolder) throws {
        let input = Shape(channels: 3, spatial: spatial)
        let model = try SingleNetwork(network, input: input, classes: 10, key: key)
        // Not the ones and zeros that normalisation begins with. In families values stay away from the edges of ReLUs, where
        // rounding would decide whether a gradient passes.
        let isOwn = network.name == "own"
        for (index, named) in model.state.enumerated() where try named.tensor.shape.count == 1 || !named.isTrained {
            try withoutGradient {
                let values = try Tensor.empty(named.tensor.shape)
                let range: (Double, Double) =
                    switch named.name.split(separator: ".").last {
                    case "running_var": (0.5, 1.5)
                    case "running_mean": (-0.3, 0.3)
                    case "weight": isOwn ? (0.5, 1.5) : (0.3, 0.5)
                    default: isOwn ? (-0.3, 0.3) : (2.5, 3.5)
                    }
                try values.fillUniform(range.0, range.1, Generator(key.derived(index)))
                try named.tensor.copy(from: values)
            }
        }
        for named in model.state where named.name.hasSuffix("layer_scale") {
            try withoutGradient { try named.tensor.copy(from: Tensor.full([], 0.5)) }
        }
        let pictures = try noise([6, 3] + spatial).channelsLast()
        let labels = try Tensor((0..<6).map { $0 }).to(.int64, on: .cpu)
        var content = model.state.prefixed("state/").map { $0.untrained }
        content = try content.map { NamedTensor($0.name, try $0.tensor.detach().clone()) }
        content.append(NamedTensor("evaluation", try model.logits([pictures], in: .evaluation)))
        let logits = try model.logits([pictures], in: .training(nil))
        let loss = try logits.crossEntropy(labels: labels)
        try loss.backward()
        content += [
            NamedTensor("input", pictures), NamedTensor("labels", labels), NamedTensor("training", logits),
            NamedTensor("loss", loss),
        ]
        for named in model.state {
            let gradient = named.isTrained ? try #require(try named.tensor.gradient, "\(named.name)") : named.tensor
            content.append(NamedTensor((named.isTrained ? "gradient/" : "after/") + named.name, gradient))
        }
        try Safetensors(of: content).write(to: "\(place.path)/\(name).safetensors")
    }

    @Test func agreeWithTorchvision() throws {
        let place = try TemporaryFolder()
        for (name, network, spatial) in Self.cases { try write(name, network, spatial, below: place) }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("PyTorch/families.py").path
        let outcome = try ChildProcess.run(try #require(python), [script, place.path])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").count == Self.cases.count, "\(outcome.output)")
        // The check can fail: nothing agrees to this.
        let one = try TemporaryFolder()
        try write("own", Network(name: "own", layers: Self.own), [20, 17], below: one)
        #expect(try ChildProcess.run(try #require(python), [script, one.path, "-1"]).status == 1)
    }
}
