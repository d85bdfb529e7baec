import CTesseraTorch

/// Trains parameters from their gradients, in fused calls (`torch.optim`, `fused=True`): one a step and member of the
/// crew.
///
/// What it remembers is in ``state``, so that a checkpoint can hold it.
public final class Optimizer {
    /// Which rule turns gradients into steps, with its constants.
    public enum Rule: Sendable, Hashable {
        /// Adam (Kingma, Ba 2015) with betas 0.9 and 0.999, epsilon 1e-8; weight decay is added to the gradient.
        case adam
        /// AdamW (Loshchilov, Hutter 2019): Adam whose weight decay acts on the weights themselves.
        case adamW
        /// Stochastic gradient descent; PyTorch's momentum.
        case sgd(momentum: Double, nesterov: Bool = false)
        /// Muon (Jordan 2024) for convolutions, with a momentum of 0.95 and steps as long as Adam's (Liu and others
        /// 2025): each step is the nearest one that changes all directions alike; AdamW for all else.
        case muon
    }

    /// The rule.
    public let rule: Rule
    private let parameters: [NamedTensor]
    private let weightDecay: Double
    /// Moving averages of gradient and of its square, or momenta; one a parameter.
    private let averages: [Tensor]
    private let squares: [Tensor]
    private let steps: [Tensor]
    private let crew: Crew
    /// Which parameters Muon's rule is for.
    private let areMatrices: [Bool]
    /// The parameters of each member of the crew, in runs of one rule and one factor on the learning rate.
    private let shares: [[Range<Int>]]

    /// - Parameters:
    ///   - rule: Adam, AdamW, SGD or Muon.
    ///   - state: a module's tensors; those that are not trained are left alone, each of the others has its factor on the
    ///     learning rate.
    ///   - weightDecay: of all trained tensors.
    ///   - crew: does the steps, each member those of some parameters; results do not depend on it.
    /// - Throws: `TorchError`.
    public init(
        _ rule: Rule, training state: [NamedTensor], weightDecay: Double = 0, crew: Crew = .alone
    ) throws {
        if case .sgd(momentum: 0, nesterov: true) = rule { preconditionFailure("Nesterov's rule needs a momentum") }
        self.rule = rule
        self.weightDecay = weightDecay
        self.crew = crew
        let parameters = state.filter(\.isTrained)
        self.parameters = parameters
        let factors = parameters.map(\.rateFactor)
        let areMatrices = try parameters.map { rule == .muon ? try $0.tensor.shape.count > 2 : false }
        self.areMatrices = areMatrices
        shares = Self.shares(of: try parameters.map { try $0.tensor.count }, for: crew.count).map { share in
            let starts = share.filter { index in
                index == share.lowerBound || factors[index] != factors[index - 1]
                    || areMatrices[index] != areMatrices[index - 1]
            }
            return zip(starts, starts.dropFirst() + [share.upperBound]).map { $0..<$1 }
        }
        averages = rule == .sgd(momentum: 0) ? [] : try parameters.map { try $0.tensor.zeros() }
        if case .sgd = rule {
            squares = []
            steps = []
        } else {
            squares = try zip(parameters, areMatrices).map { parameter, isMatrix in
                isMatrix ? try Tensor.full([], 0, on: parameter.tensor.device) : try parameter.tensor.zeros()
            }
            steps = try parameters.map { try Tensor.full([], 0, on: $0.tensor.device) }
        }
    }

    /// Neighbours with about as many values in each share.
    static func shares(of counts: [Int], for members: Int) -> [Range<Int>] {
        let sums = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        let ends = (0...members).map { member in
            let wanted = sums[counts.count] * member / members
            return sums.indices.min { abs(sums[$0] - wanted) < abs(sums[$1] - wanted) } ?? 0
        }
        return zip(ends, ends.dropFirst()).map { $0..<$1 }
    }

    /// One step along the parameters' gradients at this learning rate.
    public func step(learningRate: Double) throws {
        _ = try crew.map(shares.count) { [self] in
            for run in shares[$0] { try step(learningRate * parameters[run.lowerBound].rateFactor, of: run) }
        }
    }

    private func step(_ learningRate: Double, of share: Range<Int>) throws {
        let tensors = parameters[share].map(\.tensor)
        let first = averages.isEmpty ? [] : Array(averages[share])
        let second = squares.isEmpty ? [] : Array(squares[share])
        let counters = steps.isEmpty ? [] : Array(steps[share])
        let count = Int32(tensors.count)
        try withHandles(tensors + first + second + counters) { _ in
            let (weights, first, second) = (tensors.map(\.handle), first.map(\.handle), second.map(\.handle))
            switch rule {
            case .muon where areMatrices[share.lowerBound]:
                try check(ct_muon(weights, first, count, learningRate, 0.95, weightDecay), "optimizer step")
            case .adam, .adamW, .muon:
                try check(
                    ct_adam(
                        weights, first, second, counters.map(\.handle), count, learningRate, 0.9, 0.999, 1e-8,
                        weightDecay, rule != .adam), "optimizer step")
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

    /// What the optimiser remembers, by the parameters' names: for checkpoints.
    ///
    /// Copied into the state of a new optimiser of the same rule, training goes on to the same bits.
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
