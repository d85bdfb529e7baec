import TesseraExperiments
import TesseraTorch

/// An average of a training's weights on their way, which is often better than the last of them.
struct WeightAverage {
    /// Steps from one account of the weights to the next.
    static let interval = 5

    private let rule: Experiment.Averaging
    private let weights: [NamedTensor]
    private let means: [NamedTensor]

    /// The average of a model's `state`, which begins as it is; nil where none is asked for.
    init?(_ rule: Experiment.Averaging, of state: [NamedTensor]) throws {
        guard rule != .none else { return nil }
        self.rule = rule
        // What is not trained, batch normalisation's statistics, is a moving average of its own.
        let weights = state.filter(\.isTrained)
        self.weights = weights
        means = try withoutGradient {
            try weights.map { NamedTensor($0.name, try $0.tensor.clone(), isTrained: false) }
        }
    }

    /// What a checkpoint keeps.
    var state: [NamedTensor] { means }

    /// Takes step `step`, from 0, of `steps` into account; after the last one the weights are the average.
    ///
    /// - `lookahead` (Zhang and others 2019): the average goes half of the way to the weights, which go on from there.
    /// - `exponential`: the weights of about the last twentieth of the steps count.
    func take(step: Int, of steps: Int) throws {
        let isLast = step + 1 == steps
        guard isLast || (step + 1).isMultiple(of: Self.interval) else { return }
        let horizon = max(1, Double(steps) / 20 / Double(Self.interval))
        let share = rule == .lookahead ? 0.5 : 1 / horizon
        try withoutGradient {
            for (weight, mean) in zip(weights, means) {
                try mean.tensor.copy(from: mean.tensor * (1 - share) + weight.tensor.detach() * share)
                if isLast || rule == .lookahead { try weight.tensor.copy(from: mean.tensor) }
            }
        }
    }
}
