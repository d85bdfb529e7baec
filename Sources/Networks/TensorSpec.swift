/// A named tensor of a network: its name and layout in PyTorch's state dict.
public struct TensorSpec: Sendable, Hashable {
    /// The name in the `nn.Sequential` of the network's layers, such as `0.weight` or `5.downsample.1.running_mean`.
    public let name: String
    /// Sizes in PyTorch's order: convolutions `[out, in, k...]`, dense layers `[out, in]`, the others `[channels]`.
    public let shape: [Int]
    /// What role the tensor has; only weights and biases are trained.
    public let role: Role

    /// What a tensor is for.
    public enum Role: Sendable, Hashable {
        /// A convolution's or dense layer's weight.
        case weight
        /// A convolution's or dense layer's bias.
        case bias
        /// Batch normalisation's factor, `weight`.
        case scale
        /// Batch normalisation's summand, `bias`.
        case shift
        /// Batch normalisation's mean in evaluation, `running_mean`; not trained by gradients.
        case runningMean
        /// Batch normalisation's variance in evaluation, `running_var`; not trained by gradients.
        case runningVariance
    }

    /// Whether gradients train the tensor.
    public var isTrained: Bool { role != .runningMean && role != .runningVariance }
    /// The number of its values.
    public var count: Int { shape.reduce(1, *) }
}

extension Network {
    /// The tensors of each layer, one array a layer, named as PyTorch's `nn.Sequential` would.
    ///
    /// `num_batches_tracked` is left out: with a fixed momentum nothing depends on it. Throws as
    /// ``outputShapes(for:)``.
    public func tensors(for input: Shape) throws(NetworkError) -> [[TensorSpec]] {
        let outlines = try outlines(for: input)
        var total = 0
        for (index, outline) in outlines.enumerated() {
            do {
                // Counted once with care, so that sums and products elsewhere cannot overflow.
                for spec in outline.tensors { total = try checkedSum(total, checkedProduct(spec.shape)) }
            } catch {
                let shape = index == 0 ? input : outlines[index - 1].shape
                throw self.error(error, at: index, input: shape, networkInput: input)
            }
        }
        return outlines.map(\.tensors)
    }

    /// The number of trained values.
    ///
    /// Throws as ``outputShapes(for:)``.
    public func parameterCount(for input: Shape) throws(NetworkError) -> Int {
        try tensors(for: input).joined().filter(\.isTrained).reduce(0) { $0 + $1.count }
    }
}
