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
        try tensor { ct_conv(handle, weight.handle, bias?.handle, Int64(stride), Int64(padding), isDirect, $0) }
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
    public func relu() throws -> Tensor { try tensor { ct_relu(handle, $0) } }

    /// The largest value of each window; a rest at the border is dropped.
    public func maxPool(_ size: Int, stride: Int? = nil) throws -> Tensor {
        try tensor { ct_max_pool(handle, Int64(size), Int64(stride ?? size), $0) }
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
