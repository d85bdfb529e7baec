import Foundation
import TesseraClassificationMetrics
import Testing

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct ProductTests {
    private func product(_ opinions: Opinions) -> [Float] {
        guard case .logProbabilities(let values) = ProductOfProbabilities().fused(opinions) else { return [] }
        return values
    }

    @Test func isTheProductBroughtToASumOfOne() {
        let fused = product(opinions([[0.2, 0.8, 0.5, 0.5], [0.6, 0.4, 0.9, 0.1]], classes: 2))
        for (found, expected) in zip(fused, [0.12 / 0.44, 0.32 / 0.44, 0.9, 0.1] as [Float]) {
            #expect(abs(exp(found) - expected) < 1e-6)
        }
    }

    /// Where the mean is for the one that most find likely, the product is against what one excludes.
    @Test func whatOneExcludesIsExcluded() {
        let three = opinions([[0, 1], [0.9, 0.1], [0.9, 0.1]], classes: 2)
        #expect(argmax(product(three)[...]) == 1)
    }

    /// All zeros are no division by zero, and a single opinion is itself.
    @Test func whatAllExcludeIsStillANumber() {
        let zeros = product(opinions([[0, 1, 0], [1, 0, 0]], classes: 3))
        #expect(zeros.allSatisfy(\.isFinite) && zeros[2] < -80)
        let alone = product(opinions([[0.25, 0.75]], classes: 2))
        #expect(abs(exp(alone[0]) - 0.25) < 1e-6)
    }
}
