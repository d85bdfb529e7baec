import TesseraTorch

/// Modules one after the other, each with the name that its tensors' names begin with; functions have none.
public final class Chain: Module {
    /// One of them.
    struct Step {
        let name: String
        var module: any Module
    }

    private let steps: [Step]

    init(_ steps: [Step]) { self.steps = steps }

    /// What the last module makes of what those before it make of `input`.
    public func forward(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try last(beforeLast(input, in: mode), in: mode)
    }

    /// What the last module is given.
    func beforeLast(_ input: Tensor, in mode: Mode) throws -> Tensor {
        var output = input
        for step in steps.dropLast() { output = try step.module.forward(output, in: mode) }
        return output
    }

    /// What the last module makes of what it is given.
    func last(_ input: Tensor, in mode: Mode) throws -> Tensor {
        try steps.last?.module.forward(input, in: mode) ?? input
    }

    /// The last module's tensors under their names.
    var lastState: [NamedTensor] { steps.last.map { $0.module.state.prefixed($0.name) } ?? [] }

    /// The modules' tensors under their names.
    public var state: [NamedTensor] { steps.flatMap { $0.module.state.prefixed($0.name) } }
}
