extension Layer {
    /// The layer's tensors with `prefix` before their names, in the order of PyTorch's state dict.
    func tensors(input: Shape, output: Shape, prefix: String) -> [TensorSpec] {
        switch self {
        case .convolution(let channels, let kernel, _, let bias):
            return convolution(prefix, from: input, to: channels, kernel: kernel)
                + (bias ? [TensorSpec(name: prefix + "bias", shape: [channels], role: .bias)] : [])
        case .batchNorm:
            return norm(prefix, input.channels)
        case .linear(let features, let bias):
            return [TensorSpec(name: prefix + "weight", shape: [features, input.channels], role: .weight)]
                + (bias ? [TensorSpec(name: prefix + "bias", shape: [features], role: .bias)] : [])
        case .residual(let channels, _):
            var tensors =
                convolution(prefix + "conv1.", from: input, to: channels, kernel: 3)
                + norm(prefix + "bn1.", channels)
                + convolution(prefix + "conv2.", from: output, to: channels, kernel: 3)
                + norm(prefix + "bn2.", channels)
            if hasProjection(input: input) {
                tensors +=
                    convolution(prefix + "downsample.0.", from: input, to: channels, kernel: 1)
                    + norm(prefix + "downsample.1.", channels)
            }
            return tensors
        case .relu, .maxPool, .averagePool, .globalAveragePool, .dropout, .flatten:
            return []
        }
    }

    /// Whether a residual block's shortcut is a projection, because stride or channels change the shape.
    ///
    /// A rule on stride and channels, not on sizes: a weight file fits whatever the size of the input.
    public func hasProjection(input: Shape) -> Bool {
        guard case .residual(let channels, let stride) = self else { return false }
        return stride != 1 || channels != input.channels
    }

    private func convolution(_ prefix: String, from input: Shape, to channels: Int, kernel: Int) -> [TensorSpec] {
        let window = input.spatial.map { _ in kernel }
        return [TensorSpec(name: prefix + "weight", shape: [channels, input.channels] + window, role: .weight)]
    }

    private func norm(_ prefix: String, _ channels: Int) -> [TensorSpec] {
        [
            TensorSpec(name: prefix + "weight", shape: [channels], role: .scale),
            TensorSpec(name: prefix + "bias", shape: [channels], role: .shift),
            TensorSpec(name: prefix + "running_mean", shape: [channels], role: .runningMean),
            TensorSpec(name: prefix + "running_var", shape: [channels], role: .runningVariance),
        ]
    }
}
