import TesseraNetworks
import TesseraRandomness
import TesseraTorch

/// One training step of a small network, to see whether a device computes what it should: some versions of cuDNN and
/// oneDNN return wrong gradients of bfloat16 convolutions.
package enum SelfCheck {
    /// How far the gradients of a step in bfloat16 are from those in float32.
    ///
    /// - Parameters:
    ///   - axes: 2 for images, 3 for volumes.
    ///   - device: what is tried.
    /// - Returns: the length of the difference, relative to that of the gradients in float32; well below `tolerance`
    ///   where all is right.
    /// - Throws: `TorchError` where the device cannot compute at all.
    package static func deviation(axes: Int, on device: Device) throws -> Double {
        let exact = try gradients(axes: axes, type: .float32, on: device)
        let rounded = try gradients(axes: axes, type: .bfloat16, on: device)
        let distance = zip(exact, rounded).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        let length = exact.reduce(0.0) { $0 + Double($1 * $1) }
        return (distance / length).squareRoot()
    }

    /// Rounding to bfloat16 makes a deviation of 0.05 to 0.08; a wrong gradient one near 1.
    package static let tolerance = 0.2

    private static func gradients(axes: Int, type: ScalarType, on device: Device) throws -> [Float] {
        let input = Shape(channels: 3, spatial: Array(repeating: 8, count: axes))
        let key = RandomKey(seed: 1)
        let network = try SingleNetwork(Network(.vgg3, width: 8), input: input, classes: 4, key: key, on: device)
        let batch = 16
        var stream = key.derived("input").stream
        let values = (0..<batch * input.spatial.reduce(input.channels, *)).map { _ in Float(stream.uniform()) - 0.5 }
        let pictures = try Tensor(values, shape: [batch, input.channels] + input.spatial)
            .to(type, on: device).channelsLast()
        let labels = try Tensor((0..<batch).map { $0 % 4 }).to(.int64, on: device)
        let mode = Mode.training(try Generator(key, on: device))
        let logits = try withAutocast(to: type, on: device) { try network.logits([pictures], in: mode) }
        try logits.crossEntropy(labels: labels).backward()
        return try network.state.filter(\.isTrained).flatMap { named in
            guard let gradient = try named.tensor.gradient else {
                preconditionFailure("\(named.name) has no gradient after a step")
            }
            return try gradient.to(.float32, on: .cpu).contiguous().floats
        }
    }
}
