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
    /// For each local network what stands before its class layer, [samples x features], row-major; empty unless the
    /// experiment's `fusion.input` asks for it.
    public let features: [[Float]]

    /// Opinions of one array a local network, and their features where these are wanted.
    public init(logProbabilities: [[Float]], features: [[Float]] = [], labels: [Int], classes: Int) {
        precondition(
            logProbabilities.allSatisfy { $0.count == labels.count * classes },
            "opinions must have \(labels.count) x \(classes) values")
        precondition(
            features.isEmpty || features.count == logProbabilities.count, "features of some local networks only")
        self.logProbabilities = logProbabilities
        self.features = features
        self.labels = labels
        self.classes = classes
    }

    /// Where the opinions on a sample are in each of the arrays.
    package func row(_ sample: Int) -> Range<Int> { sample * classes..<(sample + 1) * classes }
}

extension Opinions {
    /// What a net gets, [samples x (N x K)]: a sample's opinions of all local networks side by side; or their features.
    package func fusionInputs(_ input: FusionInput) -> [Float] {
        var values: [Float] = []
        guard input != .features else {
            precondition(features.count == logProbabilities.count, "nobody asked for features")
            let widths = features.map { labels.isEmpty ? 0 : $0.count / labels.count }
            for sample in labels.indices {
                for (local, width) in zip(features, widths) { values += local[sample * width..<(sample + 1) * width] }
            }
            return values
        }
        values.reserveCapacity(labels.count * classes * logProbabilities.count)
        for sample in labels.indices {
            for local in logProbabilities {
                switch input {
                case .logProbabilities: values += local[row(sample)]
                case .probabilities: values += local[row(sample)].map { exp($0) }
                case .features: break
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
