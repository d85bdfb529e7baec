import TesseraClassificationMetrics
import TesseraExperiments
import TesseraRuns
import TesseraTraining

/// Majority voting: the class that most local networks name; among tied classes, the one to which any local network
/// assigns the highest probability.
///
/// The shares of the votes stand in for probabilities.
///
/// arXiv 2408.14442, section 2.1, "Comparison with computationally less costly alternatives".
public struct MajorityVote: StrategyMethod {
    /// A vote of local networks.
    public init() {}

    /// `majority`.
    public var strategy: Strategy { .majority }

    /// The class of each sample, and the share of the votes for each class.
    public func fused(_ opinions: Opinions) -> Fused {
        let count = Float(opinions.logProbabilities.count)
        let rows = opinions.labels.indices.map { opinions.row($0) }
        return .votes(
            shares: rows.flatMap { votes($0, of: opinions).map { Float($0) / count } },
            decisions: rows.map { decision($0, of: opinions) })
    }

    private func votes(_ row: Range<Int>, of opinions: Opinions) -> [Int] {
        var votes = [Int](repeating: 0, count: opinions.classes)
        for local in opinions.logProbabilities { votes[argmax(local[row])] += 1 }
        return votes
    }

    private func decision(_ row: Range<Int>, of opinions: Opinions) -> Int {
        let votes = votes(row, of: opinions)
        let most = votes.max() ?? 0
        let tied = votes.indices.filter { votes[$0] == most }
        guard tied.count > 1 else { return tied[0] }
        let highest = tied.map { candidate in
            opinions.logProbabilities.map { $0[row.lowerBound + candidate] }.max() ?? -.infinity
        }
        return tied[argmax(highest[...])]
    }
}

extension MajorityVote {
    /// What the share of the decided class is larger by in a graph.
    package static let tieBreak: Float = 1e-6

    /// The shares of the votes, that of the decided class larger by a trifle, so that it is the largest, whatever is
    /// tied: among the classes with most votes it is the one to which any local network gives the highest probability.
    public func draw<Graph: StrategyGraph>(in graph: inout Graph, _ plan: NetworkPlan) throws -> Graph.Value {
        func argMax(_ values: Graph.Value, name: String) -> Graph.Value {
            graph.node("ArgMax", [values], name: name, ["axis": .integer(1), "keepdims": .integer(0)])
        }
        let opinions = try graph.opinions(asLogarithms: true)
        let depth = graph.constant("classes", [plan.classes])
        let vote = graph.constant("vote", shape: [2], [0, 1])
        let votes = opinions.enumerated().map { index, opinion in
            let own = argMax(opinion, name: "choice.\(index)")
            return graph.node("OneHot", [own, depth, vote], name: "vote.\(index)")
        }
        let sum = graph.node("Sum", votes, name: "votes")
        let most = graph.node("ReduceMax", [sum], name: "most", ["axes": .integers([1]), "keepdims": .integer(1)])
        let isTied = graph.node("Equal", [sum, most], name: "tied")
        let highest = graph.node("Max", opinions, name: "highest")
        let lowest = graph.constant("lowest", shape: [1], [-.greatestFiniteMagnitude])
        let candidates = graph.node("Where", [isTied, highest, lowest], name: "candidates")
        let decided = argMax(candidates, name: "decision")
        let bonus = graph.constant("bonus", shape: [2], [0, Self.tieBreak])
        let count = graph.constant("voters", shape: [1], [Float(opinions.count)])
        let shares = graph.node("Div", [sum, count], name: "shares")
        let tieBreak = graph.node("OneHot", [decided, depth, bonus], name: "tieBreak")
        return graph.node("Add", [shares, tieBreak], name: graph.output)
    }
}
