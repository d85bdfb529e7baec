/// A part of a network: a function of a tensor with tensors of its own.
public protocol Module: AnyObject {
    /// The output for `input`.
    func forward(_ input: Tensor, in mode: Mode) throws -> Tensor

    /// The module's tensors under PyTorch's names, in the order of PyTorch's state dict.
    var state: [NamedTensor] { get }
}

/// What a forward pass is for.
public enum Mode {
    /// Batch statistics are the running ones, nothing is dropped.
    case evaluation
    /// Batch statistics are the batch's own, and are gathered; dropout draws from the generator, if there is one.
    case training(Generator?)

    /// The same for part `index` of a network, whose random numbers do not depend on other parts'.
    public func part(_ index: Int) throws -> Mode {
        guard case .training(let generator?) = self else { return self }
        return .training(try generator.derived(index))
    }

    /// Whether this is training.
    public var isTraining: Bool {
        if case .training = self { true } else { false }
    }
}

/// A tensor of a module and its name, such as `0.weight`.
public struct NamedTensor {
    /// PyTorch's name.
    public let name: String
    /// The tensor.
    public let tensor: Tensor
    /// Whether gradients train it; false for running statistics.
    public let isTrained: Bool
    /// A factor on the learning rate.
    public let rateFactor: Double

    /// A named tensor.
    public init(_ name: String, _ tensor: Tensor, isTrained: Bool = true, rateFactor: Double = 1) {
        self.name = name
        self.tensor = tensor
        self.isTrained = isTrained
        self.rateFactor = rateFactor
    }

    /// The same as a tensor that stays as it is.
    public var untrained: NamedTensor { NamedTensor(name, tensor, isTrained: false) }

    /// The same with this factor on the learning rate.
    public func trained(by rateFactor: Double) -> NamedTensor {
        NamedTensor(name, tensor, isTrained: isTrained, rateFactor: rateFactor)
    }
}

extension Module {
    /// The tensors that gradients train.
    public var parameters: [Tensor] { state.filter(\.isTrained).map(\.tensor) }
}

extension [NamedTensor] {
    /// The same tensors with `prefix` before their names.
    public func prefixed(_ prefix: String) -> [NamedTensor] {
        map { NamedTensor(prefix + $0.name, $0.tensor, isTrained: $0.isTrained, rateFactor: $0.rateFactor) }
    }
}

/// Modules one after the other (`nn.Sequential`); their indices are the first part of the tensors' names.
public final class Sequential: Module {
    /// The modules in order.
    public let modules: [any Module]

    /// The modules one after the other.
    public init(_ modules: [any Module]) {
        self.modules = modules
    }

    /// What the last module makes of what those before it make of `input`.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        var output = input
        for module in modules { output = try module.forward(output, in: mode) }
        return output
    }

    /// The modules' tensors, their indices in front.
    public var state: [NamedTensor] {
        modules.enumerated().flatMap { index, module in module.state.prefixed("\(index).") }
    }
}

/// A function without tensors of its own, as a module.
public final class Function: Module {
    private let function: (Tensor, Mode) throws -> Tensor

    /// The module of `function`.
    public init(_ function: @escaping (Tensor, Mode) throws -> Tensor) {
        self.function = function
    }

    /// The function of `input`.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor { try function(input, mode) }

    /// None.
    public var state: [NamedTensor] { [] }
}
