import Foundation
import TesseraClassificationMetrics
import TesseraRuns
import TesseraStrategies
import TesseraTraining

/// What a model says of some samples.
public struct Predictions: Sendable {
    /// The number of classes, K.
    public let classes: Int
    /// [samples x K], row by row; of `majority` shares of the votes.
    public internal(set) var probabilities: [Float] = []
    /// The class of each sample.
    public internal(set) var decisions: [Int] = []
    /// For each local network, in the grid's order, its own probabilities [samples x K]; empty for the global network.
    public internal(set) var opinions: [[Float]] = []
    /// For each local network, what would be decided without it; empty unless it was asked for.
    ///
    /// Of votes and means it is left out; to a net it is undecided, all classes alike, or has features of 0.
    public internal(set) var without: [Predictions] = []

    package init(classes: Int) { self.classes = classes }

    package init(_ fused: Fused, classes: Int) {
        self.classes = classes
        switch fused {
        case .logProbabilities(let values):
            probabilities = values.map(exponential)
            decisions = stride(from: 0, to: values.count, by: classes).map { argmax(values[$0..<$0 + classes]) }
        case .votes(let shares, let decisions): (probabilities, self.decisions) = (shares, decisions)
        }
    }

    /// The probabilities of one sample.
    public func probabilities(of sample: Int) -> ArraySlice<Float> {
        probabilities[sample * classes..<(sample + 1) * classes]
    }

    /// The probabilities that local network `index` gives to one sample's classes.
    public func opinion(of index: Int, on sample: Int) -> ArraySlice<Float> {
        opinions[index][sample * classes..<(sample + 1) * classes]
    }

    /// What local network `index` would decide by itself.
    public func byLocal(_ index: Int) -> Predictions {
        var alone = Predictions(classes: classes)
        alone.probabilities = opinions[index]
        alone.decisions = decisions.indices.map { argmax(opinion(of: index, on: $0)) }
        return alone
    }

    package mutating func append(_ more: Predictions) {
        probabilities += more.probabilities
        decisions += more.decisions
        if opinions.isEmpty {
            (opinions, without) = (more.opinions, more.without)
        } else {
            for index in opinions.indices {
                opinions[index] += more.opinions[index]
            }
            for index in without.indices {
                without[index].append(more.without[index])
            }
        }
    }
}

package func exponential(_ value: Float) -> Float { exp(value) }
package func logarithm(_ value: Double) -> Double { log(value) }
