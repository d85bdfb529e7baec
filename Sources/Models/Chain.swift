import TesseraTorch

/// Modules one after the other, each with the name that its tensors' names begin with; functions have none.
public final class Chain: Module {
    /// One of them.
    struct Step {
        let name: String
        var module: any Module
    }

    private let steps: [Step]
    /// How many of the first ones stay as they are.
    private let frozen: Int

    /// - Parameters:
    ///   - steps: in order.
    ///   - frozen: how many of the first stay as they are: they compute as in evaluation, no gradient reaches them.
    init(_ steps: [Step], frozen: Int = 0) { (self.steps, self.frozen) = (steps, frozen) }

    /// What the last module makes of what those before it make of `input`.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try last(beforeLast(input, in: mode), in: mode)
    }

    /// What the last module is given.
    func beforeLast(_ input: Tensor, in mode: Mode) throws -> Tensor {
        func forward(_ input: Tensor, _ steps: ArraySlice<Step>, _ mode: Mode) throws -> Tensor {
            try steps.reduce(input) { try $1.module.forward($0, in: mode) }
        }
        let before = steps.dropLast()
        guard frozen > 0 else { return try forward(input, before, mode) }
        let output = try withoutGradient { try forward(input, before.prefix(frozen), .evaluation) }
        return try forward(output, before.dropFirst(frozen), mode)
    }

    /// What the last module makes of what it is given.
    func last(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try steps.last?.module.forward(input, in: mode) ?? input
    }

    /// The last module's tensors under their names.
    var lastState: [NamedTensor] { steps.last.map { $0.module.state.prefixed($0.name) } ?? [] }

    /// The modules' tensors under their names.
    public var state: [NamedTensor] {
        steps.enumerated().flatMap { index, step in
            step.module.state.prefixed(step.name).map { index < frozen ? $0.untrained : $0 }
        }
    }
}
