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

    /// The mean of two outcomes of the same samples; of votes the class with the largest share, one of the two
    /// decisions where shares are equal.
    package func averaged(with other: Fused, classes: Int) -> Fused {
        switch (self, other) {
        case (.logProbabilities(let one), .logProbabilities(let two)):
            return .logProbabilities(averagedProbabilities(one, two))
        case (.votes(let one, let first), .votes(let two, let second)):
            let shares = zip(one, two).map { ($0 + $1) / 2 }
            let decisions = zip(first, second).enumerated().map { sample, pair in
                let row = shares[sample * classes..<(sample + 1) * classes]
                let most = row.max() ?? 0
                let tied = (0..<classes).filter { row[row.startIndex + $0] == most }
                return [min(pair.0, pair.1), max(pair.0, pair.1)].first(where: tied.contains) ?? tied.first ?? pair.0
            }
            return .votes(shares: shares, decisions: decisions)
        default: preconditionFailure("a strategy fuses all samples alike")
        }
    }

    /// How good it is.
    package func score(labels: [Int]) -> Score {
        switch self {
        case .logProbabilities(let values): Score(logProbabilities: values, labels: labels)
        case .votes(_, let decisions): Score(decisions: decisions, labels: labels)
        }
    }
}

/// The logarithms of the means of probabilities of which the logarithms are given.
package func averagedProbabilities(_ one: [Float], _ two: [Float]) -> [Float] {
    precondition(one.count == two.count, "\(one.count) and \(two.count) probabilities of the same samples")
    return zip(one, two).map { Float(log((exp(Double($0)) + exp(Double($1))) / 2)) }
}
