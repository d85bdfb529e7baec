import Foundation

/// Average probability: the class with the largest mean of the local networks' probabilities.
///
/// arXiv 2408.14442, section 2.1, "Comparison with computationally less costly alternatives".
public enum AverageProbability {
    /// The logarithm of the mean probabilities, [samples x classes].
    public static func logProbabilities(_ opinions: Opinions) -> [Float] {
        var mean = [Double](repeating: 0, count: opinions.labels.count * opinions.classes)
        for local in opinions.logProbabilities {
            for index in mean.indices { mean[index] += exp(Double(local[index])) }
        }
        let count = Double(opinions.logProbabilities.count)
        return mean.map { Float(log($0 / count)) }
    }
}
