import Foundation
import TesseraRandomness

/// How well predictions agree with labels, in the measures of the field.
public struct Metrics: Sendable {
    /// One class against all others.
    public struct OfClass: Sendable, Hashable {
        /// Of the samples taken for the class, the share that are of it; nil where none is taken for it.
        public let precision: Double?
        /// Of the class's samples, the share that are found; nil where there are none.
        public let recall: Double?
        /// The harmonic mean of both, 2 TP / (2 TP + FP + FN); nil where there is nothing to find and nothing was.
        public let f1: Double?
        /// The class's samples.
        public let samples: Int
    }

    /// Two classes, one of which is looked for: the positive one.
    public struct Binary: Sendable, Hashable {
        /// The number of the positive class, 0 or 1.
        public let positive: Int
        /// The positive class's recall.
        public let sensitivity: Double?
        /// The other class's recall.
        public let specificity: Double?
        /// The area under the ROC curve: how likely a sample of the positive class gets a higher probability for it
        /// than one of the other, ties counted half; nil where either class has no samples.
        public let auc: Double?
    }

    /// The number of samples.
    public let samples: Int
    /// The share that is right, and the mean loss; no loss where there are no probabilities, but votes.
    public let score: Score
    /// Where 95 % of the accuracies lie when samples are drawn anew, with replacement, 1000 times.
    public let interval: ClosedRange<Double>
    /// How far the largest probability is from the share that is right, in 15 bins of equal width, weighted by the
    /// samples in each (Naeini, Cooper, Hauskrecht 2015; Guo and others 2017); nil as the loss.
    public let calibrationError: Double?
    /// The share of samples whose class is among the k most probable; k = 3 and 5 where there are more classes.
    public let topK: [(k: Int, accuracy: Double)]
    /// Counts [right class][predicted class].
    public let confusion: [[Int]]
    /// For each class.
    public let perClass: [OfClass]
    /// The mean F1 of the classes that have samples.
    public let macroF1: Double
    /// Where there are two classes.
    public let binary: Binary?

    /// Measures `decisions` and the `probabilities` [samples x classes], row by row, against `labels`.
    ///
    /// - Parameters:
    ///   - probabilities: [samples x classes], row by row.
    ///   - decisions: the class that is decided for each sample.
    ///   - labels: the right class of each sample.
    ///   - classes: the number of classes, K.
    ///   - positive: of two classes the one that is looked for; the second by default.
    ///   - areVotes: whether the probabilities are shares of votes.
    ///   - key: decides which samples are drawn for `interval`.
    public init(
        probabilities: [Float], decisions: [Int], labels: [Int], classes: Int, positive: Int = 1,
        areVotes: Bool = false,
        key: RandomKey
    ) {
        precondition((0..<max(2, classes)).contains(positive), "no class \(positive)")
        precondition(
            !labels.isEmpty && decisions.count == labels.count && probabilities.count == labels.count * classes,
            "\(decisions.count) decisions and \(probabilities.count) probabilities for \(labels.count) samples")
        let rows = Rows(probabilities: probabilities, labels: labels, classes: classes)
        let isRight = zip(decisions, labels).map { $0 == $1 }
        samples = labels.count
        score =
            areVotes
            ? Score(decisions: decisions, labels: labels)
            : Score(decisions: decisions, labels: labels, ofRight: rows.logProbabilitiesOfRight)
        interval = Self.bootstrapped(isRight, key)
        calibrationError = areVotes ? nil : rows.calibrationError(decisions: decisions, isRight: isRight)
        topK = [3, 5].filter { $0 < classes }.map { ($0, rows.topK($0)) }
        var confusion = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
        for (label, decision) in zip(labels, decisions) { confusion[label][decision] += 1 }
        self.confusion = confusion
        let perClass = (0..<classes).map { Self.ofClass($0, confusion) }
        self.perClass = perClass
        let present = perClass.filter { $0.samples > 0 }.map { $0.f1 ?? 0 }
        macroF1 = present.reduce(0, +) / Double(present.count)
        binary =
            classes == 2
            ? Binary(
                positive: positive, sensitivity: perClass[positive].recall,
                specificity: perClass[1 - positive].recall, auc: rows.auc(of: positive)) : nil
    }

    private static func ofClass(_ index: Int, _ confusion: [[Int]]) -> OfClass {
        let hits = confusion[index][index]
        let samples = confusion[index].reduce(0, +)
        let taken = confusion.reduce(0) { $0 + $1[index] }
        func share(_ part: Int, _ all: Int) -> Double? { all == 0 ? nil : Double(part) / Double(all) }
        return OfClass(
            precision: share(hits, taken), recall: share(hits, samples), f1: share(2 * hits, samples + taken),
            samples: samples)
    }

    private static func bootstrapped(_ isRight: [Bool], _ key: RandomKey) -> ClosedRange<Double> {
        var stream = key.derived("bootstrap").stream
        let accuracies = (0..<1000).map { _ in
            var right = 0
            for _ in isRight.indices where isRight[stream.integer(in: 0..<isRight.count)] { right += 1 }
            return Double(right) / Double(isRight.count)
        }.sorted()
        return accuracies[24]...accuracies[974]
    }
}

/// Probabilities and labels, sample by sample.
private struct Rows {
    let probabilities: [Float]
    let labels: [Int]
    let classes: Int

    func row(_ sample: Int) -> ArraySlice<Float> { probabilities[sample * classes..<(sample + 1) * classes] }

    private func right(_ sample: Int) -> Float { probabilities[sample * classes + labels[sample]] }

    var logProbabilitiesOfRight: some Sequence<Double> { labels.indices.lazy.map { log(Double(right($0))) } }

    func calibrationError(decisions: [Int], isRight: [Bool]) -> Double {
        let bins = 15
        var sums = [(confidence: Double, right: Int)](repeating: (0, 0), count: bins)
        for (sample, decision) in decisions.enumerated() {
            let confidence = Double(probabilities[sample * classes + decision])
            // Bins are open below and closed above.
            // What is no number has no confidence at all.
            let bin = min(max((Int(exactly: (confidence * Double(bins)).rounded(.up)) ?? 0) - 1, 0), bins - 1)
            sums[bin].confidence += confidence
            sums[bin].right += isRight[sample] ? 1 : 0
        }
        return sums.reduce(0) { $0 + abs($1.confidence - Double($1.right)) } / Double(labels.count)
    }

    /// Of equal probabilities the classes in front count as more probable.
    func topK(_ k: Int) -> Double {
        let hits = labels.indices.count { sample in
            let row = row(sample)
            let own = right(sample)
            let ahead = row.enumerated().count { $1 > own || $1 == own && $0 < labels[sample] }
            return ahead < k
        }
        return Double(hits) / Double(labels.count)
    }

    /// Of ranks (Mann, Whitney 1947).
    func auc(of looked: Int) -> Double? {
        let sorted = labels.indices.map { (value: probabilities[$0 * classes + looked], label: labels[$0]) }
            .sorted { $0.value < $1.value }
        let (positive, negative) = (labels.count { $0 == looked }, labels.count { $0 != looked })
        guard positive > 0, negative > 0 else { return nil }
        var sum = 0.0
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].value == sorted[start].value { end += 1 }
            // Equal values share the mean of their ranks, which count from 1.
            let rank = Double(start + 1 + end) / 2
            sum += rank * Double(sorted[start..<end].count { $0.label == looked })
            start = end
        }
        return (sum - Double(positive * (positive + 1)) / 2) / Double(positive * negative)
    }
}
