import CTesseraTorch

// The layers' operations as functions, as in `torch.nn.functional`. Inputs are [batch, channels, one to three axes].

extension Tensor {
    /// Convolution with `weight` [out, in, kernel...], zero padding on every side, the same stride along each axis.
    ///
    /// Kernels of 3x3 and 3x3x3 on the CPU, channels-last, are convolved by Winograd's algorithm (Lavin and Gray,
    /// arXiv 1509.09308), which multiplies less, where that is quicker: in float32, and in bfloat16 with AVX-512 BF16.
    /// With `isDirect` all are as libtorch does them.
    public func convolution(
        weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, isDirect: Bool = false
    ) throws -> Tensor {
        let paddings = [Int](repeating: padding, count: try 2 * max(shape.count - 2, 0))
        return try convolution(weight: weight, bias: bias, stride: stride, paddings: paddings, isDirect: isDirect)
    }

    /// The same with zeros of one's own around, and channels in groups, each of which sees its own inputs alone.
    ///
    /// - Parameters:
    ///   - weight: [out, in / groups, kernel...].
    ///   - bias: [out].
    ///   - stride: along each axis.
    ///   - paddings: in front of each axis and behind it, the first axis's first.
    ///   - groups: how many there are.
    ///   - isDirect: whether it is done as libtorch does it.
    /// - Returns: [batch, out, axes...].
    /// - Throws: `TorchError`.
    public func convolution(
        weight: Tensor, bias: Tensor? = nil, stride: Int = 1, paddings: [Int], groups: Int = 1, isDirect: Bool = false
    ) throws -> Tensor {
        let axes = try shape.count - 2
        precondition(axes < 1 || paddings.count == 2 * axes, "\(paddings.count) paddings for \(axes) axes")
        return try tensor {
            ct_conv(
                handle, weight.handle, bias?.handle, Int64(stride), paddings.map(Int64.init), Int64(groups), isDirect,
                $0)
        }
    }

    /// A dense layer on the channels of each position, with `weight` [out, in].
    public func pointwise(weight: Tensor, bias: Tensor? = nil) throws -> Tensor {
        let window = [Int](repeating: 1, count: try shape.count - 2)
        return try convolution(weight: weight.reshape(weight.shape + window), bias: bias)
    }

    /// Whether ``convolution(weight:bias:stride:padding:isDirect:)`` takes Winograd's algorithm for these tensors, on
    /// this processor and in the calling thread's modes.
    package func takesWinograd(weight: Tensor, stride: Int = 1, padding: Int = 0) throws -> Bool {
        var takes = false
        try check(ct_takes_winograd(handle, weight.handle, Int64(stride), Int64(padding), &takes), "convolution")
        return takes
    }

    /// x W^T + b with `weight` [out, in].
    public func linear(weight: Tensor, bias: Tensor? = nil) throws -> Tensor {
        try tensor { ct_linear(handle, weight.handle, bias?.handle, $0) }
    }

    /// max(0, x).
    public func relu() throws -> Tensor { try activated(CT_RELU) }

    /// max(0, min(6, x)).
    public func relu6() throws -> Tensor { try activated(CT_RELU6) }

    /// x / (1 + exp(-x)).
    public func silu() throws -> Tensor { try activated(CT_SILU) }

    /// x max(0, min(6, x + 3)) / 6.
    public func hardswish() throws -> Tensor { try activated(CT_HARDSWISH) }

    /// x times the normal distribution's share below x.
    public func gelu() throws -> Tensor { try activated(CT_GELU) }

    private func activated(_ activation: Int) throws -> Tensor {
        try tensor { ct_activation(handle, Int32(activation), $0) }
    }

    /// Each position normalised over its channels, with `weight` and `bias` [channels].
    public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Double) throws -> Tensor {
        try tensor { ct_layer_norm(handle, weight.handle, bias.handle, epsilon, $0) }
    }

    /// The largest value of each window; a rest at the border is dropped.
    ///
    /// `paddings` stand in front of each axis and behind it, and are never the largest; nil: there are none.
    public func maxPool(_ size: Int, stride: Int? = nil, paddings: [Int]? = nil) throws -> Tensor {
        let axes = try shape.count - 2
        let paddings = paddings ?? [Int](repeating: 0, count: 2 * max(axes, 0))
        precondition(axes < 1 || paddings.count == 2 * axes, "\(paddings.count) paddings for \(axes) axes")
        return try tensor {
            ct_max_pool(handle, Int64(size), Int64(stride ?? size), paddings.map(Int64.init), $0)
        }
    }

    /// The mean of each window; a rest at the border is dropped.
    public func averagePool(_ size: Int, stride: Int? = nil) throws -> Tensor {
        try tensor { ct_avg_pool(handle, Int64(size), Int64(stride ?? size), $0) }
    }

    /// The mean over all spatial axes, which stay with size 1.
    public func globalAveragePool() throws -> Tensor { try tensor { ct_global_avg_pool(handle, $0) } }

    /// Zero with probability `probability`, else divided by (1 - probability).
    public func dropout(_ probability: Double, _ generator: Generator) throws -> Tensor {
        try tensor { ct_dropout(handle, probability, generator.handle, $0) }
    }

    /// Whole samples set to zero with probability `probability`, the others divided by (1 - probability).
    public func stochasticDepth(_ probability: Double, _ generator: Generator) throws -> Tensor {
        try tensor { ct_stochastic_depth(handle, probability, generator.handle, $0) }
    }

    /// The mean cross-entropy of logits [batch, classes] against labels.
    ///
    /// - Parameters:
    ///   - labels: int64 [batch], from 0.
    ///   - classWeights: float32 [classes]; the mean is then weighted, as in PyTorch.
    ///   - labelSmoothing: the share of the target spread evenly over all classes, 0 to 1.
    /// - Returns: a scalar, in float32.
    /// - Throws: `TorchError`.
    public func crossEntropy(
        labels: Tensor, classWeights: Tensor? = nil, labelSmoothing: Double = 0
    ) throws -> Tensor {
        try tensor { ct_cross_entropy(handle, labels.handle, classWeights?.handle, labelSmoothing, $0) }
    }
}
