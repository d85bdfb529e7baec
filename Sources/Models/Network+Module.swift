import Networks
import Randomness
import Torch

extension Network {
    /// The network as a PyTorch-like `Sequential`, ready to train.
    ///
    /// - Parameters:
    ///   - input: the shape of one sample.
    ///   - key: decides the initial weights, layer by layer, whatever the device.
    /// - Throws: `NetworkError` where the network does not fit its input; `TorchError`.
    public func module(for input: Shape, key: RandomKey, on device: Device) throws -> Sequential {
        let shapes = try shapes(for: input)
        return Sequential(
            try zip(layers, shapes).enumerated().map { index, pair in
                try pair.0.module(for: pair.1, key: key.derived(index), on: device)
            })
    }
}

extension Layer {
    fileprivate func module(for input: Shape, key: RandomKey, on device: Device) throws -> any Module {
        switch self {
        case .convolution(let channels, let kernel, let stride, let bias):
            return try Convolution(
                axes: input.spatial.count, from: input.channels, to: channels, kernel: kernel, stride: stride,
                bias: bias, key: key, on: device)
        case .batchNorm:
            return try BatchNorm(input.channels, on: device)
        case .relu:
            return Function { input, _ in try input.relu() }
        case .maxPool(let size, let stride):
            return Function { input, _ in try input.maxPool(size, stride: stride) }
        case .averagePool(let size):
            return Function { input, _ in try input.averagePool(size) }
        case .globalAveragePool:
            return Function { input, _ in try input.globalAveragePool() }
        case .dropout(let probability):
            return Dropout(probability)
        case .flatten:
            // Channels outermost, as PyTorch flattens, so that weights mean the same in both.
            return Function { input, _ in try input.contiguous().reshape([input.shape[0], -1]) }
        case .linear(let features):
            return try Linear(from: input.channels, to: features, key: key, on: device)
        case .residual(let channels, let stride):
            return try ResidualBlock(
                axes: input.spatial.count, from: input.channels, to: channels, stride: stride,
                hasProjection: hasProjection(input: input), key: key, on: device)
        }
    }
}
