import Foundation
import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// Average probability: the class with the largest mean of the local networks' probabilities.
///
/// arXiv 2408.14442, section 2.1, "Comparison with computationally less costly alternatives".
public struct AverageProbability: StrategyMethod {
    /// The mean of probabilities.
    public init() {}

    /// `average`.
    public var strategy: Strategy { .average }

    /// The logarithm of the mean probabilities.
    public func fused(_ opinions: Opinions) -> Fused {
        var mean = [Double](repeating: 0, count: opinions.labels.count * opinions.classes)
        for local in opinions.logProbabilities {
            for index in mean.indices { mean[index] += exp(Double(local[index])) }
        }
        let count = Double(opinions.logProbabilities.count)
        return .logProbabilities(mean.map { Float(log($0 / count)) })
    }

    /// The mean of the probabilities.
    public func draw<Graph: StrategyGraph>(in graph: inout Graph, _ plan: NetworkPlan) throws -> Graph.Value {
        graph.node("Mean", try graph.opinions(asLogarithms: false), name: graph.output)
    }
}
