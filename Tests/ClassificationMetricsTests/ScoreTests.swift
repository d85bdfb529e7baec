import Foundation
import Testing

@testable import TesseraClassificationMetrics

@Suite struct ScoreTests {
    @Test func countsAndAverages() throws {
        let probabilities: [Float] = [0.7, 0.2, 0.1, 0.1, 0.6, 0.3]
        let score = Score(logProbabilities: probabilities.map { log($0) }, labels: [0, 2])
        #expect(score.accuracy == 0.5)
        #expect(abs(try #require(score.loss) + (log(0.7) + log(0.3)) / 2) < 1e-6)
    }

    @Test func anImpossibleClassDoesNotMakeTheMeanInfinite() throws {
        let loss = try #require(Score(logProbabilities: [0, -.infinity], labels: [1]).loss)
        #expect(loss.isFinite && loss > 80)
    }

    @Test func decisionsHaveNoLoss() throws {
        let score = Score(decisions: [0, 1, 2, 2], labels: [0, 1, 2, 1])
        #expect(score == Score(accuracy: 0.75, loss: nil))
        let json = String(decoding: try JSONEncoder().encode(score), as: UTF8.self)
        #expect(json.contains("\"loss\":null"))
        #expect(try JSONDecoder().decode(Score.self, from: Data(json.utf8)) == score)
    }

    @Test func theFirstOfEqualsIsTheLargest() {
        #expect(argmax([1, 3, 3, 2]) == 1)
        #expect(argmax([5, 1, 3, 3][1...]) == 1)
    }
}
