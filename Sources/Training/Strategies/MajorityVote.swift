import Foundation

/// Majority voting: the class that most local networks name; among tied classes, the one to which any local network
/// assigns the highest probability.
///
/// arXiv 2408.14442, section 2.1, "Comparison with computationally less costly alternatives".
public enum MajorityVote {
    /// The class of each sample.
    public static func decisions(_ opinions: Opinions) -> [Int] {
        opinions.labels.indices.map { decision(opinions.row($0), of: opinions) }
    }

    /// The share of the votes for each class, [samples x classes]: this strategy's stand-in for probabilities.
    public static func shares(_ opinions: Opinions) -> [Float] {
        let count = Float(opinions.logProbabilities.count)
        return opinions.labels.indices.flatMap { sample in
            votes(opinions.row(sample), of: opinions).map { Float($0) / count }
        }
    }

    private static func votes(_ row: Range<Int>, of opinions: Opinions) -> [Int] {
        var votes = [Int](repeating: 0, count: opinions.classes)
        for local in opinions.logProbabilities { votes[argmax(local[row])] += 1 }
        return votes
    }

    private static func decision(_ row: Range<Int>, of opinions: Opinions) -> Int {
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
