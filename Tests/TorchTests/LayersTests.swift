import TesseraRandomness
import Testing

@testable import TesseraTorch

@Suite struct LayersTests {
    @Test func dropoutDropsItsShareAndKeepsTheMean() throws {
        let input = try Tensor.full([20_000], 1)
        let layer = Dropout(0.25)
        let output = try layer.forward(input, in: .training(Generator(RandomKey(seed: 7)))).floats
        let dropped = output.filter { $0 == 0 }.count
        #expect(abs(Double(dropped) / 20_000 - 0.25) < 0.015)
        #expect(output.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
        try #expect(layer.forward(input, in: .evaluation).floats == input.floats)
        try #expect(layer.forward(input, in: .training(nil)).floats == input.floats)
        let again = try layer.forward(input, in: .training(Generator(RandomKey(seed: 7)))).floats
        #expect(again == output)
    }

    @Test func initialValuesFollowFromTheKeyAndStayInBounds() throws {
        let key = RandomKey(seed: 8)
        let layer = try Convolution(axes: 2, from: 4, to: 16, key: key)
        let weight = layer.state[0].tensor
        try #expect(weight.shape == [16, 4, 3, 3])
        try #expect(weight.strides == [36, 1, 12, 4])
        let values = try weight.floats
        #expect(values.allSatisfy { abs($0) <= 1 / 6 } && values.contains { abs($0) > 0.16 })
        try #expect(Convolution(axes: 2, from: 4, to: 16, key: key).state[0].tensor.floats == values)
        try #expect(Convolution(axes: 2, from: 4, to: 16, key: key.derived(1)).state[0].tensor.floats != values)
    }

    @Test func batchNormRefusesOneValueAChannel() throws {
        let layer = try BatchNorm(2)
        let input = try Tensor.full([1, 2, 1, 1], 1)
        #expect(throws: TorchError.self) { try layer.forward(input, in: .training(nil)) }
        try #expect(layer.runningVariance.floats == [1, 1])
        _ = try layer.forward(input, in: .evaluation)
    }

    /// oneDNN's own gradient reads memory that nobody has written; here most of that would be NaN.
    @Test func tinyVolumesHaveAGradientInBFloat16() throws {
        let layer = try Convolution(axes: 3, from: 4, to: 8, bias: false, key: RandomKey(seed: 1))
        let input = try Tensor.empty([16, 4, 2, 2, 2])
        try input.fillNormal(Generator(RandomKey(seed: 2)))
        let halves = try input.channelsLast().to(.bfloat16, on: .cpu)
        for _ in 0..<20 {
            for exponent in 6..<20 { _ = try Tensor.full([1 << exponent], .nan) }
            let output = try withAutocast(to: .bfloat16, on: .cpu) { try layer.forward(halves, in: .training(nil)) }
            try output.sum().backward()
        }
        let gradient = try #require(try layer.parameters[0].gradient)
        try #expect(gradient.floats.allSatisfy(\.isFinite))
    }

    @Test func sequentialNamesItsTensorsAsPyTorchDoes() throws {
        let key = RandomKey(seed: 9)
        let network = Sequential([
            try Convolution(axes: 3, from: 1, to: 2, bias: false, key: key), try BatchNorm(2), Dropout(0.5),
            try Linear(from: 2, to: 3, key: key),
        ])
        #expect(
            network.state.map(\.name) == [
                "0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var", "3.weight", "3.bias",
            ])
        #expect(network.parameters.count == 5)
    }
}
