/// A function of each value.
public enum Activation: String, Sendable, Hashable, CaseIterable {
    /// max(0, x) (`nn.ReLU`).
    case relu
    /// max(0, min(6, x)) (`nn.ReLU6`).
    case relu6
    /// x / (1 + exp(-x)) (`nn.SiLU`).
    case silu
    /// x max(0, min(6, x + 3)) / 6 (`nn.Hardswish`).
    case hardswish
    /// x times the normal distribution's share below x (`nn.GELU`).
    case gelu
    /// 1 / (1 + exp(-x)) (`nn.Sigmoid`).
    case sigmoid
}

/// A kind of layer that applies a function to each value; called as the function is.
public protocol ActivationLayer: LayerKind {
    /// The function.
    static var activation: Activation { get }
}

extension ActivationLayer {
    /// The function's.
    public static var name: String { activation.rawValue }

    /// The function.
    public func structure(for input: Shape) -> LayerStructure { .primitive(.activation(Self.activation)) }
}

/// `max(0, x)`.
public struct ReLULayer: ActivationLayer {
    /// ReLU.
    public static let activation = Activation.relu

    /// Has no settings.
    public init() {}
}

/// `max(0, min(6, x))`.
public struct ReLU6Layer: ActivationLayer {
    /// ReLU6.
    public static let activation = Activation.relu6

    /// Has no settings.
    public init() {}
}

/// `x / (1 + exp(-x))`.
public struct SiLULayer: ActivationLayer {
    /// SiLU.
    public static let activation = Activation.silu

    /// Has no settings.
    public init() {}
}

/// `x max(0, min(6, x + 3)) / 6`.
public struct HardswishLayer: ActivationLayer {
    /// Hardswish.
    public static let activation = Activation.hardswish

    /// Has no settings.
    public init() {}
}

/// x times the normal distribution's share below x.
public struct GELULayer: ActivationLayer {
    /// GELU.
    public static let activation = Activation.gelu

    /// Has no settings.
    public init() {}
}

/// `1 / (1 + exp(-x))`.
public struct SigmoidLayer: ActivationLayer {
    /// The logistic function.
    public static let activation = Activation.sigmoid

    /// Has no settings.
    public init() {}
}

extension Layer {
    /// max(0, x) (`nn.ReLU`).
    public static let relu = Layer(ReLULayer())
    /// max(0, min(6, x)) (`nn.ReLU6`).
    public static let relu6 = Layer(ReLU6Layer())
    /// x / (1 + exp(-x)) (`nn.SiLU`).
    public static let silu = Layer(SiLULayer())
    /// x max(0, min(6, x + 3)) / 6 (`nn.Hardswish`).
    public static let hardswish = Layer(HardswishLayer())
    /// x times the normal distribution's share below x (`nn.GELU`).
    public static let gelu = Layer(GELULayer())
    /// 1 / (1 + exp(-x)) (`nn.Sigmoid`).
    public static let sigmoid = Layer(SigmoidLayer())
}
