import TesseraExperiments
import TesseraTorch
import Testing

@testable import TesseraTraining

@Suite struct WeightAverageTests {
    /// A weight that goes up by 1 with each step.
    private func path(_ rule: Experiment.Averaging, steps: Int) throws -> [Double] {
        let weight = try Tensor([0], shape: [1])
        try weight.setRequiresGradient(true)
        let statistic = NamedTensor("mean", try Tensor([7], shape: [1]), isTrained: false)
        let average = try #require(
            try WeightAverage(rule, of: [NamedTensor("weight", weight), statistic]))
        #expect(average.state.map(\.name) == ["weight"])
        return try (0..<steps).map { step in
            try withoutGradient { try weight.copy(from: weight.detach() + Tensor([1], shape: [1])) }
            try average.take(step: step, of: steps)
            return Double(try weight.detach().floats[0])
        }
    }

    @Test func lookaheadGoesBackHalfOfTheWay() throws {
        // After five steps from 0 to 5 back to 2.5, after five more from there back to 5, and at the end, too.
        #expect(try path(.lookahead, steps: 11) == [1, 2, 3, 4, 2.5, 3.5, 4.5, 5.5, 6.5, 5, 5.5])
    }

    @Test func aMovingAverageChangesTheLastWeightsAlone() throws {
        let path = try path(.exponential, steps: 1_000)
        #expect(path.dropLast() == (1...999).map(Double.init)[...])
        // Of the last fiftieth step each: 1000 less the mean age of what counts, nine times five steps.
        #expect(abs(path[999] - 955) < 1)
    }

    @Test func nothingIsKeptOfTheLastWeights() throws {
        #expect(try WeightAverage(.none, of: []) == nil)
    }
}
