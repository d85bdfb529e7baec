import Foundation
import TesseraExperiments
import TesseraRuns

extension Strategy {
    /// The class with the largest product of the local networks' probabilities.
    public static let product = Strategy("product", .independent)
}

/// Product of probabilities, a logarithmic opinion pool (Genest, Zidek 1986; Hinton 2002): the class with the largest
/// product of the local networks' probabilities.
///
/// One network that excludes a class has it excluded.
public struct ProductOfProbabilities: StrategyMethod {
    /// The product of probabilities.
    public init() {}

    /// `product`.
    public var strategy: Strategy { .product }

    /// The logarithms of the products, which are brought to a sum of 1.
    public func fused(_ opinions: Opinions) -> Fused {
        var sums = [Double](repeating: 0, count: opinions.labels.count * opinions.classes)
        for local in opinions.logProbabilities {
            // A probability that underflowed to 0 counts as the smallest float: what all exclude must not be no number.
            for index in sums.indices { sums[index] += max(Double(local[index]), Self.smallest) }
        }
        return .logProbabilities(
            stride(from: 0, to: sums.count, by: opinions.classes).flatMap { start in
                let row = sums[start..<start + opinions.classes]
                let largest = row.max() ?? 0
                let total = largest + log(row.reduce(0) { $0 + exp($1 - largest) })
                return row.map { Float($0 - total) }
            })
    }

    /// The sum of the logarithms, through a softmax.
    public func draw<Graph: StrategyGraph>(in graph: inout Graph, _ plan: NetworkPlan) throws -> Graph.Value {
        let smallest = graph.constant("smallest", shape: [], [Float(Self.smallest)])
        let opinions = try graph.opinions(asLogarithms: true).enumerated().map { index, opinion in
            graph.node("Max", [opinion, smallest], name: "opinion.\(index)")
        }
        return graph.probabilities(ofLogits: graph.node("Sum", opinions, name: "sum"))
    }

    private static let smallest = Double(log(Float.leastNonzeroMagnitude))
}
