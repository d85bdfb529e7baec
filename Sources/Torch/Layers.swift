import CTesseraTorch
import TesseraRandomness

/// A convolution in one to three axes (`nn.Conv1d` to `nn.Conv3d`).
///
/// Weight [out, in / groups, kernel...], channels-last in memory. Initial weight and bias are uniform between plus and
/// minus 1 / sqrt(in / groups x kernel volume), PyTorch's default (Kaiming uniform with a = sqrt 5, He and others 2015).
public final class Convolution: Module {
    private let weight: Tensor
    private let bias: Tensor?
    private let kernel: Int
    private let stride: Int
    private let paddings: [Int]
    private let groups: Int

    /// - Parameters:
    ///   - axes: spatial axes, 1 to 3.
    ///   - input: channels of the input.
    ///   - output: channels of the output.
    ///   - kernel: its length along each axis.
    ///   - stride: the same along each axis.
    ///   - paddings: zeros in front of each axis and behind it, the first axis's first; nil: half the kernel.
    ///   - groups: of channels, each of which sees its own inputs alone.
    ///   - bias: whether each output channel has a summand.
    ///   - key: decides the initial values, whatever the device.
    ///   - device: where the weights are.
    /// - Throws: `TorchError`.
    public init(
        axes: Int, from input: Int, to output: Int, kernel: Int = 3, stride: Int = 1, paddings: [Int]? = nil,
        groups: Int = 1, bias: Bool = true, key: RandomKey, on device: Device = .cpu
    ) throws {
        precondition((1...3).contains(axes), "a convolution has one to three spatial axes, not \(axes)")
        let window = [Int](repeating: kernel, count: axes)
        let bound = 1 / Double(window.reduce(input / groups, *)).squareRoot()
        weight = try .parameter(
            [output, input / groups] + window, uniform: bound, key: key.derived("weight"), on: device)
        self.bias = bias ? try .parameter([output], uniform: bound, key: key.derived("bias"), on: device) : nil
        (self.kernel, self.stride, self.groups) = (kernel, stride, groups)
        self.paddings = paddings ?? [Int](repeating: kernel / 2, count: 2 * axes)
    }

    /// The convolution of `input` [batch, in, axes...].
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        // A kernel of 1 sees only the positions that the stride hits. Picking them first is as good, and keeps oneDNN
        // (in libtorch 2.11.0) from doing so itself: with several threads and few channels its backward pass then writes
        // beyond the end of its memory.
        if kernel == 1, stride > 1, paddings.allSatisfy({ $0 == 0 }), groups == 1 {
            return try input.averagePool(1, stride: stride).convolution(weight: weight, bias: bias)
        }
        // Likewise: for volumes with a side shorter than the kernel its bfloat16 gradient of the weight reads memory that
        // nobody has written, now and then a NaN. Such volumes are tiny: float32 costs nothing there.
        let sides = try input.shape.dropFirst(2)
        if sides.count == 3, sides.contains(where: { $0 < kernel }), try input.device == .cpu {
            return try withAutocast(to: .float32, on: .cpu) {
                try input.to(.float32, on: .cpu)
                    .convolution(weight: weight, bias: bias, stride: stride, paddings: paddings, groups: groups)
            }
        }
        return try input.convolution(weight: weight, bias: bias, stride: stride, paddings: paddings, groups: groups)
    }

    /// `weight` and, where there is one, `bias`.
    public var state: [NamedTensor] {
        [NamedTensor("weight", weight)] + (bias.map { [NamedTensor("bias", $0)] } ?? [])
    }
}

/// A dense layer, x W^T + b (`nn.Linear`).
///
/// Weight [out, in]. Initial values as in ``Convolution``, the bound being 1 / sqrt(in).
public final class Linear: Module {
    private let weight: Tensor
    private let bias: Tensor?

    /// - Parameters:
    ///   - input: features of the input.
    ///   - output: features of the output.
    ///   - bias: whether there is one.
    ///   - key: decides the initial values, whatever the device.
    ///   - device: where the weights are.
    /// - Throws: `TorchError`.
    public init(
        from input: Int, to output: Int, bias: Bool = true, key: RandomKey, on device: Device = .cpu
    ) throws {
        let bound = 1 / Double(input).squareRoot()
        weight = try .parameter([output, input], uniform: bound, key: key.derived("weight"), on: device)
        self.bias = bias ? try .parameter([output], uniform: bound, key: key.derived("bias"), on: device) : nil
    }

    /// The dense layer of `input` [batch, in].
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try input.linear(weight: weight, bias: bias)
    }

    /// `weight` and, where there is one, `bias`.
    public var state: [NamedTensor] {
        [NamedTensor("weight", weight)] + (bias.map { [NamedTensor("bias", $0)] } ?? [])
    }
}

/// Batch normalisation over batch and spatial axes (`nn.BatchNorm1d` to `nn.BatchNorm3d`; Ioffe, Szegedy 2015).
///
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, a channel at a time. Running statistics take the share
/// `momentum` of each batch's. Initially weight and variance are 1, bias and mean 0. A batch with one value a channel cannot be trained
/// on.
public final class BatchNorm: Module {
    let weight: Tensor
    let bias: Tensor
    let runningMean: Tensor
    let runningVariance: Tensor
    let epsilon: Double
    let momentum: Double

    /// Batch normalisation of `channels` channels, with PyTorch's constants where no others are given.
    public init(_ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, on device: Device = .cpu) throws {
        (self.epsilon, self.momentum) = (epsilon, momentum)
        weight = try .full([channels], 1, on: device)
        bias = try .full([channels], 0, on: device)
        runningMean = try .full([channels], 0, on: device)
        runningVariance = try .full([channels], 1, on: device)
        try weight.setRequiresGradient(true)
        try bias.setRequiresGradient(true)
    }

    /// `input` [batch, channels, axes...] normalised; while training, the running statistics take it in.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try forward(input, weight: weight, bias: bias, in: mode)
    }

    /// The same with a weight and a bias of the caller's.
    func forward(_ input: Tensor, weight: Tensor, bias: Tensor, in mode: Mode) throws -> Tensor {
        try tensor {
            ct_batch_norm(
                input.handle, weight.handle, bias.handle, runningMean.handle, runningVariance.handle, mode.isTraining,
                momentum, epsilon, $0)
        }
    }

    /// `weight`, `bias`, `running_mean` and `running_var`.
    public var state: [NamedTensor] {
        [
            NamedTensor("weight", weight), NamedTensor("bias", bias),
            NamedTensor("running_mean", runningMean, isTrained: false),
            NamedTensor("running_var", runningVariance, isTrained: false),
        ]
    }
}

/// Batch normalisation, ReLU, which may end at 6 or be left out, and, where `pool` is given, max-pooling in one operation:
/// what follows a convolution.
///
/// The same function as the layers one after the other, within rounding; on the CPU it moves activations through
/// memory a third as often. Its tensors are those of its ``BatchNorm``.
public final class BatchNormReLU: Module {
    /// What follows the normalisation.
    public enum Rectifier: Sendable {
        /// max(0, x).
        case relu
        /// max(0, min(6, x)).
        case relu6
        /// Nothing.
        case none

        var number: Int32 {
            switch self {
            case .relu: Int32(CT_RELU)
            case .relu6: Int32(CT_RELU6)
            case .none: Int32(CT_IDENTITY)
            }
        }
    }

    /// The batch normalisation, whose tensors it shares.
    package let norm: BatchNorm
    /// What follows it.
    public let rectifier: Rectifier
    /// Side and stride of the pooling windows; nil: no pooling.
    public let pool: Int?

    /// - Parameters:
    ///   - norm: the batch normalisation, whose tensors it shares.
    ///   - rectifier: what follows it; with pooling, a ReLU.
    ///   - pool: side and stride of the pooling windows; nil: no pooling.
    public init(_ norm: BatchNorm, _ rectifier: Rectifier = .relu, pool: Int? = nil) {
        precondition(pool ?? 1 > 0, "pooling windows have a positive size, not \(pool ?? 0)")
        precondition(pool == nil || rectifier == .relu, "what is pooled is the output of a ReLU")
        (self.norm, self.rectifier, self.pool) = (norm, rectifier, pool)
    }

    /// The same with pooling behind the ReLU; it has the same tensors.
    public func pooled(_ size: Int) -> BatchNormReLU { BatchNormReLU(norm, pool: size) }

    /// The output for an input [batch, channels, one to three axes]; in training the running statistics move towards
    /// the batch's.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor { try forward(input, adding: nil, in: mode) }

    /// The same with `shortcut`, of the input's shape, added before the ReLU; for a module without pooling.
    public func forward(_ input: Tensor, adding shortcut: Tensor?, in mode: Mode) throws -> Tensor {
        precondition(shortcut == nil || pool == nil, "nothing can be added where there is pooling")
        return try tensor {
            ct_norm_relu_pool(
                input.handle, norm.weight.handle, norm.bias.handle, norm.runningMean.handle,
                norm.runningVariance.handle, mode.isTraining, norm.momentum, norm.epsilon, rectifier.number,
                shortcut?.handle, Int64(pool ?? 0), $0)
        }
    }

    /// The batch normalisation's tensors.
    public var state: [NamedTensor] { norm.state }
}

/// Sets values to zero at random while training (`nn.Dropout`; Srivastava and others 2014).
public final class Dropout: Module {
    private let probability: Double

    /// Drops each value with this probability.
    public init(_ probability: Double) {
        precondition((0..<1).contains(probability), "a dropout probability lies in 0..<1, not \(probability)")
        self.probability = probability
    }

    /// `input` with values dropped while training.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        guard case .training(let generator?) = mode, probability > 0 else { return input }
        return try input.dropout(probability, generator)
    }

    /// None.
    public var state: [NamedTensor] { [] }
}

extension Tensor {
    /// A trained tensor, uniform between plus and minus `bound`: drawn on the CPU, so that devices agree.
    static func parameter(_ shape: [Int], uniform bound: Double, key: RandomKey, on device: Device) throws -> Tensor {
        let drawn = try Tensor.empty(shape)
        try drawn.fillUniform(-bound, bound, Generator(key))
        let placed = try drawn.to(.float32, on: device).channelsLast()
        try placed.setRequiresGradient(true)
        return placed
    }
}
