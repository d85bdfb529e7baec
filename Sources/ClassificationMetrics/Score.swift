import Foundation

/// How well a model does on a part of the data.
public struct Score: Sendable, Hashable, Codable {
    /// The share of samples whose class is right.
    public let accuracy: Double
    /// The mean of -log(probability of the right class); nil where a strategy has no probabilities.
    public let loss: Double?

    /// A score.
    public init(accuracy: Double, loss: Double?) {
        self.accuracy = accuracy
        self.loss = loss
    }

    /// The score of log-probabilities [samples x classes] against labels.
    public init(logProbabilities: [Float], labels: [Int]) {
        let classes = labels.isEmpty ? 0 : logProbabilities.count / labels.count
        let decisions = labels.indices.map { argmax(logProbabilities[$0 * classes..<($0 + 1) * classes]) }
        self.init(
            decisions: decisions, labels: labels,
            ofRight: labels.enumerated().lazy.map { Double(logProbabilities[$0 * classes + $1]) })
    }

    /// The share of `decisions` that are right.
    public init(decisions: [Int], labels: [Int]) {
        let right = zip(decisions, labels).count { $0 == $1 }
        self.init(accuracy: Double(right) / Double(labels.count), loss: nil)
    }

    /// The score of decisions, and of the log-probabilities of the right classes.
    init(decisions: [Int], labels: [Int], ofRight logProbabilities: some Sequence<Double>) {
        // A probability that underflowed to 0 counts as the smallest float: one sample must not make a mean infinite.
        let sum = logProbabilities.reduce(0.0) { $0 - max($1, log(Double(Float.leastNonzeroMagnitude))) }
        self.init(
            accuracy: Score(decisions: decisions, labels: labels).accuracy, loss: sum / Double(labels.count))
    }

    /// Whether it can be one of a model: an accuracy from 0 to 1, and a loss, if any, that is a number of at least 0.
    package var isSensible: Bool { (0...1).contains(accuracy) && loss.map { $0.isFinite && $0 >= 0 } ?? true }

    /// Writes `"loss": null` rather than nothing, so that every score has both keys.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(accuracy, forKey: .accuracy)
        try container.encode(loss, forKey: .loss)
    }

    private enum CodingKeys: CodingKey {
        case accuracy
        case loss
    }
}

/// The index, from 0, of the largest value; the first of equals.
package func argmax(_ values: ArraySlice<Float>) -> Int {
    var best = values.startIndex
    for index in values.indices where values[index] > values[best] { best = index }
    return best - values.startIndex
}
