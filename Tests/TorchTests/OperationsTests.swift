import TesseraRandomness
import Testing

@testable import TesseraTorch

/// Layers' operations against PyTorch: outputs and gradients, in both orders of memory.
@Suite struct OperationsTests {
    let fixture: Fixture

    init() throws {
        fixture = try Fixture("operations")
    }

    /// Runs `function` on a case's input and parameters and compares output and all gradients.
    private func compare(
        _ name: String, channelsLast: Bool = false, _ function: (Tensor, [String: Tensor]) throws -> Tensor
    ) throws {
        func leaf(_ key: String) throws -> Tensor? {
            guard let kept = try fixture.tensorIfAny("\(name)/\(key)") else { return nil }
            let placed = channelsLast ? try kept.channelsLast() : kept
            try placed.setRequiresGradient(true)
            return placed
        }
        let input = try #require(try leaf("input"))
        var parameters: [String: Tensor] = [:]
        for key in ["weight", "bias"] { parameters[key] = try leaf(key) }
        let output = try function(input, parameters)
        try #expect(difference(output, fixture.tensor("\(name)/output")) < 1e-5, "\(name): output")
        try output.backward(fixture.tensor("\(name)/outputGradient"))
        for (key, tensor) in parameters.merging(["input": input], uniquingKeysWith: { $1 }) {
            let gradient = try #require(try tensor.gradient)
            try #expect(
                difference(gradient, fixture.tensor("\(name)/\(key)Gradient")) < 1e-5, "\(name): gradient of \(key)")
        }
    }

    @Test(arguments: [1, 2, 3], [false, true])
    func convolution(axes: Int, channelsLast: Bool) throws {
        for stride in [1, 2] {
            for suffix in ["", " bias"] {
                try compare("conv\(axes)d stride \(stride)\(suffix)", channelsLast: channelsLast) { input, parameters in
                    try input.convolution(
                        weight: #require(parameters["weight"]), bias: parameters["bias"], stride: stride, padding: 1)
                }
            }
        }
    }

    @Test(arguments: [[2, 3, 4, 5], [2, 1, 4, 5], [2, 3, 4, 5, 6], [2, 1, 4, 5, 6]])
    func channelsComeLastEvenWhereThereIsOne(shape: [Int]) throws {
        let values = try Tensor.empty(shape)
        try values.fillUniform(-1, 1, Generator(RandomKey(seed: 1)))
        let placed = try values.channelsLast()
        let axes = shape.dropFirst(2)
        let inner = axes.indices.map { axis in shape[1] * axes[(axis + 1)...].reduce(1, *) }
        try #expect(placed.strides == [shape.dropFirst().reduce(1, *), 1] + inner)
        try #expect(placed.floats == values.floats)
        // Which what is made of them then has, too.
        let weight = try Tensor.full([4, shape[1]] + axes.map { _ in 3 }, 0.1).channelsLast()
        try #expect(placed.convolution(weight: weight, padding: 1).strides[1] == 1)
    }

    @Test func convolutionWithKernelOfOne() throws {
        for channelsLast in [false, true] {
            try compare("conv2d kernel 1", channelsLast: channelsLast) { input, parameters in
                try input.convolution(weight: #require(parameters["weight"]))
            }
        }
    }

    @Test func linear() throws {
        try compare("linear") { try $0.linear(weight: #require($1["weight"]), bias: $1["bias"]) }
    }

    @Test(arguments: [2, 3], [false, true])
    func batchNorm(axes: Int, channelsLast: Bool) throws {
        var statistics: [Tensor] = []
        for phase in ["first", "second", "evaluation"] {
            let name = "batchnorm\(axes)d \(phase)"
            let layer = try BatchNorm(3)
            if let mean = statistics.first, let variance = statistics.last {
                try layer.runningMean.copy(from: mean)
                try layer.runningVariance.copy(from: variance)
            }
            try compare(name, channelsLast: channelsLast) { input, parameters in
                // The layer with the fixture's weight and bias, so that their gradients can be looked at.
                let mode: Mode = phase == "evaluation" ? .evaluation : .training(nil)
                return try layer.forward(
                    input, weight: #require(parameters["weight"]), bias: #require(parameters["bias"]), in: mode)
            }
            statistics = [layer.runningMean, layer.runningVariance]
            guard phase != "evaluation" else { continue }
            try #expect(difference(layer.runningMean, fixture.tensor("\(name)/runningMean")) < 1e-5)
            try #expect(difference(layer.runningVariance, fixture.tensor("\(name)/runningVariance")) < 1e-5)
        }
    }

    @Test(arguments: [1, 2, 3], [false, true])
    func pooling(axes: Int, channelsLast: Bool) throws {
        try compare("maxpool\(axes)d", channelsLast: channelsLast) { input, _ in try input.maxPool(2) }
        try compare("maxpool\(axes)d size 3 stride 2", channelsLast: channelsLast) { input, _ in
            try input.maxPool(3, stride: 2)
        }
        try compare("avgpool\(axes)d", channelsLast: channelsLast) { input, _ in try input.averagePool(2) }
        try compare("globalavgpool\(axes)d", channelsLast: channelsLast) { input, _ in try input.globalAveragePool() }
    }

    @Test func activations() throws {
        try compare("relu") { input, _ in try input.relu() }
        try compare("softmax") { input, _ in try input.softmax(axis: 1) }
        try compare("logsoftmax") { input, _ in try input.logSoftmax(axis: 1) }
    }

    @Test(arguments: ["", " smoothed"], ["", " weighted"])
    func crossEntropy(smoothed: String, weighted: String) throws {
        let name = "crossentropy\(smoothed)\(weighted)"
        try compare(name) { input, _ in
            try input.crossEntropy(
                labels: fixture.tensor("\(name)/labels"),
                classWeights: weighted.isEmpty ? nil : fixture.tensor("\(name)/classWeights"),
                labelSmoothing: smoothed.isEmpty ? 0 : 0.1)
        }
    }

    @Test func globalAveragePoolRefusesVectors() throws {
        let vectors = try Tensor.full([2, 3], 1)
        #expect(throws: TorchError.self) { try vectors.globalAveragePool() }
    }
}
