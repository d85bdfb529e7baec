import Foundation
import TesseraClassificationMetrics
import TesseraNetworks
import TesseraTraining

/// What every local network thinks of every sample of one part of the data.
public struct Opinions: Sendable {
    /// The right class of each sample.
    public let labels: [Int]
    /// The number of classes, K.
    public let classes: Int
    /// For each local network, in the grid's order, log-probabilities [samples x K], row-major.
    public let logProbabilities: [[Float]]

    /// Opinions of one array a local network.
    public init(logProbabilities: [[Float]], labels: [Int], classes: Int) {
        precondition(
            logProbabilities.allSatisfy { $0.count == labels.count * classes },
            "opinions must have \(labels.count) x \(classes) values")
        self.logProbabilities = logProbabilities
        self.labels = labels
        self.classes = classes
    }

    /// Where the opinions on a sample are in each of the arrays.
    package func row(_ sample: Int) -> Range<Int> { sample * classes..<(sample + 1) * classes }
}

extension Opinions {
    /// What a net gets, [samples x (N x K)]: a sample's opinions of all local networks side by side.
    package func fusionInputs(_ input: FusionInput) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(labels.count * classes * logProbabilities.count)
        for sample in labels.indices {
            for local in logProbabilities {
                switch input {
                case .logProbabilities: values += local[row(sample)]
                case .probabilities: values += local[row(sample)].map { exp($0) }
                }
            }
        }
        return values
    }
}

/// What a strategy makes of opinions.
public enum Fused: Sendable, Equatable {
    /// The logarithms of probabilities, [samples x K]; the class with the largest is decided for.
    case logProbabilities([Float])
    /// The shares of votes [samples x K], and the class of each sample.
    case votes(shares: [Float], decisions: [Int])

    /// How good it is.
    package func score(labels: [Int]) -> Score {
        switch self {
        case .logProbabilities(let values): Score(logProbabilities: values, labels: labels)
        case .votes(_, let decisions): Score(decisions: decisions, labels: labels)
        }
    }
}
