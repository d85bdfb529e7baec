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
        var modules: [any Module] = []
        for (index, layer) in layers.enumerated() {
            let key = key.derived(index)
            // Batch normalisation and the ReLU and pooling behind it become one module in the first one's place; the
            // others' places stay, so that tensors keep their names.
            if layer == .batchNorm, let fused = fusion(at: index) {
                modules.append(BatchNormReLU(try BatchNorm(shapes[index].channels, on: device), pool: fused.pool))
                modules += Array(repeating: Function { input, _ in input }, count: fused.layers - 1)
            } else if index >= modules.count {
                modules.append(try layer.module(for: shapes[index], key: key, on: device))
            }
        }
        return Sequential(modules)
    }

    /// How many layers from `index` on are one module, and the size of their pooling; nil where it stands alone.
    private func fusion(at index: Int) -> (layers: Int, pool: Int?)? {
        guard index + 1 < layers.count, layers[index + 1] == .relu else { return nil }
        if index + 2 < layers.count, case .maxPool(let size, let stride) = layers[index + 2], size == stride {
            return (3, size)
        }
        return (2, nil)
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
        case .linear(let features, let bias):
            return try Linear(from: input.channels, to: features, bias: bias, key: key, on: device)
        case .residual(let channels, let stride):
            return try ResidualBlock(
                axes: input.spatial.count, from: input.channels, to: channels, stride: stride,
                hasProjection: hasProjection(input: input), key: key, on: device)
        }
    }
}
