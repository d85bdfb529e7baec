import CTorch

/// Which rule turns gradients into steps, with its constants.
public enum OptimizerRule: Sendable, Hashable {
    /// Adam (Kingma, Ba 2015) with betas 0.9 and 0.999, epsilon 1e-8; weight decay is added to the gradient.
    case adam
    /// AdamW (Loshchilov, Hutter 2019): Adam whose weight decay acts on the weights themselves.
    case adamW
    /// Stochastic gradient descent; PyTorch's momentum.
    case sgd(momentum: Double, nesterov: Bool = false)
}

/// Trains parameters from their gradients, all of them in one fused call a step (`torch.optim`, `fused=True`).
///
/// What it remembers is in ``state``, so that a checkpoint can hold it.
public final class Optimizer {
    /// The rule.
    public let rule: OptimizerRule
    private let parameters: [NamedTensor]
    private let weightDecay: Double
    /// Moving averages of gradient and of its square, or momenta; one a parameter.
    private let averages: [Tensor]
    private let squares: [Tensor]
    private let steps: [Tensor]

    /// - Parameters:
    ///   - rule: Adam, AdamW or SGD.
    ///   - state: a module's tensors; those that are not trained are left alone.
    ///   - weightDecay: of all trained tensors.
    public init(_ rule: OptimizerRule, training state: [NamedTensor], weightDecay: Double = 0) throws {
        if case .sgd(momentum: 0, nesterov: true) = rule { preconditionFailure("Nesterov's rule needs a momentum") }
        self.rule = rule
        self.weightDecay = weightDecay
        let parameters = state.filter(\.isTrained)
        self.parameters = parameters
        averages = rule == .sgd(momentum: 0) ? [] : try parameters.map { try $0.tensor.zeros() }
        if case .sgd = rule {
            squares = []
            steps = []
        } else {
            squares = try parameters.map { try $0.tensor.zeros() }
            steps = try parameters.map { try Tensor.full([], 0, on: $0.tensor.device) }
        }
    }

    /// One step along the parameters' gradients at this learning rate.
    public func step(learningRate: Double) throws {
        let tensors = parameters.map(\.tensor)
        let count = Int32(tensors.count)
        try withHandles(tensors + averages + squares + steps) { _ in
            let (weights, first, second) = (tensors.map(\.handle), averages.map(\.handle), squares.map(\.handle))
            switch rule {
            case .adam, .adamW:
                try check(
                    ct_adam(
                        weights, first, second, steps.map(\.handle), count, learningRate, 0.9, 0.999, 1e-8, weightDecay,
                        rule == .adamW), "optimizer step")
            case .sgd(let momentum, let nesterov):
                try check(
                    ct_sgd(
                        weights, first, count, learningRate, momentum, weightDecay, nesterov),
                    "optimizer step")
            }
        }
    }

    /// Drops the parameters' gradients; before each backward pass.
    public func clearGradients() throws {
        try Tensor.clearGradients(of: parameters.map(\.tensor))
    }

    /// What the optimiser remembers, by the parameters' names: for checkpoints. Copied into the state of a new optimiser
    /// of the same rule, training goes on to the same bits.
    public var state: [NamedTensor] {
        func named(_ suffix: String, _ tensors: [Tensor]) -> [NamedTensor] {
            zip(parameters, tensors).map { NamedTensor("\($0.name).\(suffix)", $1, isTrained: false) }
        }
        if case .sgd = rule { return named("momentum", averages) }
        return named("average", averages) + named("square", squares) + named("step", steps)
    }
}

extension Tensor {
    /// Zeros of the same shape in the same order in memory, as the fused kernels want a parameter's state.
    fileprivate func zeros() throws -> Tensor {
        let zeros = try detach().clone()
        try zeros.copy(from: Tensor.full([], 0))
        return zeros
    }
}
