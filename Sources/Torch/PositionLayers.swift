import TesseraRandomness

// Layers that treat each position, channel or sample by itself.

/// Normalisation of each position over its channels (`nn.LayerNorm` where they come last; Ba and others 2016).
///
/// Initially weight is 1, bias 0.
public final class LayerNorm: Module {
    private let weight: Tensor
    private let bias: Tensor
    private let epsilon: Double

    /// Layer normalisation of `channels` channels.
    public init(_ channels: Int, epsilon: Double = 1e-5, on device: Device = .cpu) throws {
        weight = try .full([channels], 1, on: device)
        bias = try .full([channels], 0, on: device)
        self.epsilon = epsilon
        try weight.setRequiresGradient(true)
        try bias.setRequiresGradient(true)
    }

    /// `input` [batch, channels, axes...] normalised.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try input.layerNorm(weight: weight, bias: bias, epsilon: epsilon)
    }

    /// `weight` and `bias`.
    public var state: [NamedTensor] { [NamedTensor("weight", weight), NamedTensor("bias", bias)] }
}

/// A trained factor for each channel (`layer_scale` of torchvision's ConvNeXt; Touvron and others 2021).
public final class ChannelScale: Module {
    private let factors: Tensor

    /// Factors for inputs [batch, channels, axes...], `initial` at first.
    public init(_ channels: Int, axes: Int, initial: Double, on device: Device = .cpu) throws {
        factors = try .full([channels] + [Int](repeating: 1, count: axes), initial, on: device)
        try factors.setRequiresGradient(true)
    }

    /// `input` times the factors, in its type.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try input * factors.to(input.type, on: input.device)
    }

    /// `layer_scale` [channels, 1...].
    public var state: [NamedTensor] { [NamedTensor("layer_scale", factors)] }
}

/// A dense layer on the channels of each position (`nn.Linear` where they come last).
///
/// Weight [out, in]. Initial values as in ``Linear``.
public final class Pointwise: Module {
    private let weight: Tensor
    private let bias: Tensor?

    /// As ``Linear`` of so many channels.
    public init(from input: Int, to output: Int, bias: Bool, key: RandomKey, on device: Device = .cpu) throws {
        let bound = 1 / Double(input).squareRoot()
        weight = try .parameter([output, input], uniform: bound, key: key.derived("weight"), on: device)
        self.bias = bias ? try .parameter([output], uniform: bound, key: key.derived("bias"), on: device) : nil
    }

    /// The dense layer of each position of `input` [batch, in, axes...].
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try input.pointwise(weight: weight, bias: bias)
    }

    /// `weight` and, where there is one, `bias`.
    public var state: [NamedTensor] {
        [NamedTensor("weight", weight)] + (bias.map { [NamedTensor("bias", $0)] } ?? [])
    }
}

/// Sets whole samples to zero at random while training (`torchvision.ops.StochasticDepth`; Huang and others 2016).
public final class StochasticDepth: Module {
    private let probability: Double

    /// Drops each sample with this probability.
    public init(_ probability: Double) {
        precondition((0..<1).contains(probability), "a probability lies in 0..<1, not \(probability)")
        self.probability = probability
    }

    /// `input` with samples dropped while training.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        guard case .training(let generator?) = mode, probability > 0 else { return input }
        return try input.stochasticDepth(probability, generator)
    }

    /// None.
    public var state: [NamedTensor] { [] }
}
