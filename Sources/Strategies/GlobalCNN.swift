import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// The global CNN: one network of full width on whole pictures, the benchmark (arXiv 2408.14442, section 2.1).
public struct GlobalCNN: StrategyMethod {
    /// The global CNN.
    public init() {}

    /// `global`.
    public var strategy: Strategy { .global }

    /// Its own opinion.
    public func fused(_ opinions: Opinions) -> Fused { .logProbabilities(opinions.logProbabilities[0]) }

    /// Its own probabilities.
    public func draw<Graph: StrategyGraph>(in graph: inout Graph, _ plan: NetworkPlan) throws -> Graph.Value {
        try graph.opinions(asLogarithms: false)[0]
    }
}
