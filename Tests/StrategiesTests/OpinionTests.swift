import Foundation
import TesseraClassificationMetrics
import TesseraExperiments
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

/// Opinions of local networks, given as probabilities [local][sample x class].
func opinions(_ probabilities: [[Float]], classes: Int) -> Opinions {
    Opinions(
        logProbabilities: probabilities.map { $0.map { log($0) } },
        labels: Array(repeating: 0, count: probabilities[0].count / classes), classes: classes)
}

@Suite struct AverageProbabilityTests {
    private func average(_ opinions: Opinions) -> [Float] {
        guard case .logProbabilities(let values) = AverageProbability().fused(opinions) else { return [] }
        return values
    }

    @Test func isTheMeanOfTheProbabilities() {
        let fused = average(opinions([[0.2, 0.8, 0.5, 0.5], [0.6, 0.4, 0.9, 0.1]], classes: 2))
        for (found, expected) in zip(fused, [0.4, 0.6, 0.7, 0.3] as [Float]) {
            #expect(abs(exp(found) - expected) < 1e-6)
        }
    }

    /// The mean of logarithms would be minus infinity.
    @Test func aLocalThatExcludesAClassDoesNotDecide() {
        let fused = average(opinions([[0, 1], [0.9, 0.1], [0.9, 0.1]], classes: 2))
        #expect(argmax(fused[...]) == 0)
    }
}

@Suite struct MajorityVoteTests {
    private func vote(_ opinions: Opinions) -> (shares: [Float], decisions: [Int]) {
        guard case .votes(let shares, let decisions) = MajorityVote().fused(opinions) else { return ([], []) }
        return (shares, decisions)
    }

    private func decisions(_ opinions: Opinions) -> [Int] { vote(opinions).decisions }
    private func shares(_ opinions: Opinions) -> [Float] { vote(opinions).shares }

    @Test func mostVotesWin() {
        let three = opinions([[0.6, 0.4, 0], [0.5, 0.3, 0.2], [0, 0, 1]], classes: 3)
        #expect(decisions(three) == [0])
        #expect(shares(three) == [2.0 / 3, 0, 1.0 / 3])
    }

    @Test func amongTiedClassesTheMostProbableOfAnyLocal() {
        // Classes 0 and 1 have two votes each; the 0.62 for class 1 stands above the 0.6 for class 0.
        let tied = opinions([[0.6, 0.4, 0], [0.55, 0.45, 0], [0.38, 0.62, 0], [0.4, 0.6, 0]], classes: 3)
        #expect(decisions(tied) == [1])
    }

    @Test func aClassThatIsNotTiedDoesNotCount() {
        // Class 2 has the highest probability of all, but one vote against two and two.
        let tied = opinions(
            [[0.6, 0.3, 0.1], [0.7, 0.2, 0.1], [0.2, 0.8, 0], [0.3, 0.7, 0], [0, 0.01, 0.99]], classes: 3)
        #expect(decisions(tied) == [1])
    }

    @Test func theHighestProbabilityMayBeALosersToo() {
        // The third local votes for class 2, yet its 0.45 for class 0 beats the 0.44 that class 1 gets anywhere.
        let tied = opinions([[0.4, 0.3, 0.3], [0.3, 0.44, 0.26], [0.45, 0.05, 0.5], [0.3, 0.2, 0.5]], classes: 3)
        #expect(decisions(tied) == [2])
        let three = opinions([[0.4, 0.3, 0.3], [0.3, 0.44, 0.26], [0.45, 0.04, 0.51]], classes: 3)
        #expect(decisions(three) == [2])
        let withoutTwo = opinions([[0.4, 0.35, 0.25], [0.3, 0.44, 0.26]], classes: 3)
        #expect(decisions(withoutTwo) == [1])
    }

    /// Two shares differ by 1 / N at least, so what decides a tie never outweighs a vote.
    @Test func tieBreakIsSmall() {
        #expect(MajorityVote.tieBreak < 1e-4 / 10)
        // Even in float32 it is not lost.
        #expect(Float(1) + MajorityVote.tieBreak > 1)
    }
}

@Suite struct FusionInputTests {
    @Test func areASamplesOpinionsSideBySide() {
        let two = opinions([[0.25, 0.75, 0.5, 0.5], [1, 0.125, 0.2, 0.8]], classes: 2)
        let probabilities = two.fusionInputs(.probabilities)
        for (found, expected) in zip(probabilities, [0.25, 0.75, 1, 0.125, 0.5, 0.5, 0.2, 0.8] as [Float]) {
            #expect(abs(found - expected) < 1e-6)
        }
        for (found, probability) in zip(two.fusionInputs(.logProbabilities), probabilities) {
            #expect(abs(found - log(probability)) < 1e-5)
        }
    }
}
