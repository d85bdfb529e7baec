import TesseraNetworks
import TesseraRandomness
import TesseraTorch

/// How long a training step of a network takes here, beside the time of its convolutions alone: what is left to gain.
package struct SpeedCheck: Sendable {
    /// Seconds of a training step on a batch that lies ready: forward, loss, backward, AdamW.
    package let step: Double
    /// Seconds of its convolutions, forward and backward, one after another.
    package let convolutions: Double
    /// Seconds of the same as libtorch does them.
    package let libtorchConvolutions: Double
    /// Floating-point operations of these convolutions, each product of a weight counted as it stands in their
    /// definition.
    package let operations: Double

    /// Measures on the calling thread: the fastest of a few rounds, as a machine's other work only makes it slower.
    ///
    /// - Parameters:
    ///   - network: without its class layer.
    ///   - input: the shape of one sample.
    ///   - classes: K.
    ///   - batch: samples per step.
    ///   - type: what convolutions and dense layers compute in, float32 or bfloat16.
    ///   - device: where.
    /// - Throws: `NetworkError` where the network does not fit; `TorchError`.
    package init(
        _ network: Network, input: Shape, classes: Int, batch: Int, type: ScalarType, on device: Device
    ) throws {
        func noise(_ shape: Shape) throws -> Tensor {
            let values = try Tensor.empty([batch, shape.channels] + shape.spatial)
            try values.fillUniform(-1, 1, Generator(RandomKey(seed: 1)))
            return try values.to(type, on: device).channelsLast()
        }
        let model = try SingleNetwork(network, input: input, classes: classes, key: RandomKey(seed: 1), on: device)
        let optimizer = try Optimizer(.adamW, training: model.state)
        let pictures = try noise(input)
        let labels = try Tensor((0..<batch).map { $0 % classes }).to(.int64, on: device)
        step = try fastest {
            try optimizer.clearGradients()
            let mode = Mode.training(nil)
            let learnt = try model.learn([pictures], in: mode, type: type, on: device) {
                try $0.crossEntropy(labels: labels)
            }
            try optimizer.step(learningRate: 1e-4)
            // A GPU has then done it.
            _ = try learnt?.loss.item
        }
        let sizes = try network.convolutions(for: input)
        let parts = try sizes.enumerated().map { index, size in
            let x = try noise(size.input)
            // Nobody asks for the gradient of the pictures themselves.
            try x.setRequiresGradient(index > 0)
            let window = size.input.spatial.map { _ in size.kernel }
            let weight = try Tensor.full([size.channels, size.input.channels / size.groups] + window, 0.01, on: device)
                .to(type, on: device).channelsLast()
            try weight.setRequiresGradient(true)
            return (x: x, weight: weight, upstream: try noise(size.output), size: size)
        }
        func convolve(isDirect: Bool) throws {
            for part in parts {
                try Tensor.clearGradients(of: [part.x, part.weight])
                try part.x.convolution(
                    weight: part.weight, stride: part.size.window.stride,
                    paddings: part.size.window.paddings(of: part.size.input.spatial), groups: part.size.groups,
                    isDirect: isDirect
                ).backward(part.upstream)
            }
            _ = try parts.last?.weight.gradient?.sum().item
        }
        convolutions = try fastest { try convolve(isDirect: false) }
        libtorchConvolutions = try fastest { try convolve(isDirect: true) }
        let adds = sizes.enumerated().reduce(0) { $0 + ($1.offset == 0 ? 2 : 3) * $1.element.multiplyAdds }
        operations = 2 * Double(batch) * Double(adds)
    }

    /// Floating-point operations a second of large matrix products, what convolutions can reach at most.
    package static func peak(type: ScalarType, on device: Device) throws -> Double {
        let side = device == .cpu ? 1_024 : 8_192
        let matrix = try Tensor.full([side, side], 0.01, type: type, on: device)
        return try withoutGradient {
            let seconds = try fastest {
                let product = try matrix.linear(weight: matrix, bias: nil)
                _ = try product.narrow(axis: 0, 0..<1).sum().item
            }
            return 2 * Double(side) * Double(side) * Double(side) / seconds
        }
    }
}

/// Seconds of the fastest of at least 7 calls and half a second, after two that are not counted.
private func fastest(_ body: () throws -> Void) throws -> Double {
    for _ in 0..<2 { try body() }
    let clock = ContinuousClock()
    let start = clock.now
    var best = Double.infinity
    var calls = 0
    while calls < 7 || clock.now - start < .milliseconds(500) {
        let before = clock.now
        try body()
        best = min(best, (clock.now - before) / .seconds(1))
        calls += 1
    }
    return best
}
