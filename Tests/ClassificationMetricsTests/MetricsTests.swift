import Foundation
import TesseraRandomness
import Testing

@testable import TesseraClassificationMetrics

struct MetricsTests {
    /// What scikit-learn says of the same predictions; `Fixtures/make.py` makes both.
    private struct Case: Decodable {
        let classes: Int
        let labels: [Int]
        let probabilities: [Float]
        let accuracy, loss, calibrationError: Double
        let confusion: [[Int]]
        let precision, recall, f1: [Double?]
        let auc, top3: Double?
    }

    private func cases() throws -> [Case] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/metrics.json"
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    }

    private func isNear(_ value: Double?, _ expected: Double?) -> Bool {
        guard let value, let expected else { return value == nil && expected == nil }
        return abs(value - expected) < 1e-6
    }

    @Test func agreesWithScikitLearn() throws {
        for expected in try cases() {
            let decisions = expected.labels.indices.map { sample in
                let row = expected.probabilities[sample * expected.classes..<(sample + 1) * expected.classes]
                return (row.firstIndex(of: row.max() ?? 0) ?? 0) - row.startIndex
            }
            let metrics = Metrics(
                probabilities: expected.probabilities, decisions: decisions, labels: expected.labels,
                classes: expected.classes, key: RandomKey(seed: 1))
            #expect(isNear(metrics.score.accuracy, expected.accuracy) && isNear(metrics.score.loss, expected.loss))
            #expect(isNear(metrics.calibrationError, expected.calibrationError))
            #expect(metrics.confusion == expected.confusion)
            for (index, values) in metrics.perClass.enumerated() {
                #expect(isNear(values.precision, expected.precision[index]))
                #expect(isNear(values.recall, expected.recall[index]))
                #expect(isNear(values.f1, expected.f1[index]))
            }
            #expect(isNear(metrics.binary?.auc, expected.auc))
            #expect(isNear(metrics.topK.first?.accuracy, expected.top3))
            #expect(metrics.interval.contains(metrics.score.accuracy))
        }
    }

    @Test func ofVotesOnlyWhatCanBe() {
        let metrics = Metrics(
            probabilities: [1, 0, 0.5, 0.5], decisions: [0, 1], labels: [0, 1], classes: 2, areVotes: true,
            key: RandomKey(seed: 1))
        #expect(metrics.score.loss == nil && metrics.calibrationError == nil && metrics.score.accuracy == 1)
        #expect(metrics.interval == 1...1 && metrics.binary?.auc == 1 && metrics.topK.isEmpty)
    }

    /// A network that broke is measured all the same.
    @Test func probabilitiesThatAreNoNumbers() {
        let probabilities: [Float] = [1, 0, .nan, .nan, .nan, .nan]
        for areVotes in [false, true] {
            let metrics = Metrics(
                probabilities: probabilities, decisions: [0, 0, 0], labels: [0, 1, 0], classes: 2, areVotes: areVotes,
                key: RandomKey(seed: 1))
            #expect(abs(metrics.score.accuracy - 2.0 / 3) < 1e-12)
        }
    }

    /// A class that is not there has no recall, and does not count in the mean.
    @Test func missingClasses() {
        let metrics = Metrics(
            probabilities: [1, 0, 0, 0, 1, 0], decisions: [0, 1], labels: [0, 0], classes: 3, key: RandomKey(seed: 1))
        #expect(metrics.perClass[1].recall == nil && metrics.perClass[1].precision == 0)
        #expect(metrics.perClass[2].f1 == nil && abs(metrics.macroF1 - 2.0 / 3) < 1e-12)
        let half = Metrics(
            probabilities: [1, 0], decisions: [0], labels: [0], classes: 2, key: RandomKey(seed: 1))
        #expect(half.binary == .init(positive: 1, sensitivity: nil, specificity: 1, auc: nil))
    }

    @Test func `either of two classes can be looked for`() {
        func binary(_ positive: Int) -> Metrics.Binary? {
            Metrics(
                probabilities: [0.9, 0.1, 0.6, 0.4, 0.3, 0.7, 0.7, 0.3], decisions: [0, 0, 1, 0], labels: [0, 0, 1, 1],
                classes: 2, positive: positive, key: RandomKey(seed: 1)
            ).binary
        }
        #expect(binary(1) == .init(positive: 1, sensitivity: 0.5, specificity: 1, auc: 0.75))
        // The area is the same from either side.
        #expect(binary(0) == .init(positive: 0, sensitivity: 1, specificity: 0.5, auc: 0.75))
    }

    /// The interval narrows with the number of samples as a binomial's does.
    @Test func intervals() {
        let labels = [Int](repeating: 0, count: 1000)
        let decisions = (0..<1000).map { $0 % 5 == 0 ? 1 : 0 }
        let metrics = Metrics(
            probabilities: [Float](repeating: 0.5, count: 2000), decisions: decisions, labels: labels, classes: 2,
            key: RandomKey(seed: 1))
        let half = 1.96 * (0.8 * 0.2 / 1000).squareRoot()
        #expect(abs(metrics.interval.lowerBound - (0.8 - half)) < 0.006)
        #expect(abs(metrics.interval.upperBound - (0.8 + half)) < 0.006)
    }
}
