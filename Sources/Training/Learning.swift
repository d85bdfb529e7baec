import Foundation

/// Whether a training learns: its loss beside that of always answering the classes' shares.
///
/// A network can die: all neurons of a layer say 0 to every sample, no gradient passes, and nothing but the class
/// layer's biases is trained from then on. Its loss then stays where that of the shares is.
public struct Learning: Sendable, Hashable, Codable {
    /// The mean training loss over the last tenth of the steps so far.
    public let loss: Double
    /// The loss of answering, whatever the sample, the classes' shares: the least that a model can have which looks at
    /// none.
    public let guessing: Double

    /// How often a training is begun again at most.
    public static let mostAttempts = 3

    /// Whether the loss is at least 2 % below that of guessing; where there is nothing to learn, all have learnt it.
    public var hasLearnt: Bool { guessing < 1e-6 || loss < 0.98 * guessing }

    /// Both losses in words.
    public var words: String {
        let format = FloatingPointFormatStyle<Double>(locale: Locale(identifier: "en_US_POSIX"))
            .precision(.fractionLength(4))
        return
            "a loss of \(loss.formatted(format)), and always answering the classes' shares has \(guessing.formatted(format))"
    }

    /// After these epochs of so many; nil before the first.
    ///
    /// Of ten epochs or more the last tenth counts, of fewer the last steps of the last one.
    package init?(_ history: [EpochRecord], of epochs: Int, guessing: Double) {
        guard let last = history.last else { return nil }
        self.guessing = guessing
        if epochs < 10 {
            loss = last.lateLoss ?? last.training.loss ?? .infinity
        } else {
            let late = history.suffix((epochs + 9) / 10)
            loss = late.reduce(0) { $0 + ($1.training.loss ?? .infinity) } / Double(late.count)
        }
    }
}

/// The smallest mean cross-entropy that the same answer to every sample can have: of the classes' shares, which class
/// weights and label smoothing move as they move the loss.
///
/// - Parameters:
///   - labels: of the training samples.
///   - classes: the number of classes, K.
///   - classWeights: how much each class counts; nil: the same.
///   - labelSmoothing: the share of each label that is spread over all classes.
/// - Returns: the loss; 0 where no sample has a weight.
package func guessingLoss(labels: [Int], classes: Int, classWeights: [Float]?, labelSmoothing: Double) -> Double {
    var counts = [Double](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    let weights = classWeights.map { $0.map(Double.init) } ?? [Double](repeating: 1, count: classes)
    let weight = zip(counts, weights).reduce(0) { $0 + $1.0 * $1.1 }
    guard weight > 0 else { return 0 }
    // PyTorch's loss is linear in the logarithms of the answer; these are their factors.
    let factors = zip(counts, weights).map { count, own in
        (1 - labelSmoothing) * count * own / weight + labelSmoothing / Double(classes) * own * Double(labels.count)
            / weight
    }
    let sum = factors.reduce(0, +)
    return factors.reduce(0) { $1 > 0 ? $0 - $1 * log($1 / sum) : $0 }
}
