import Foundation
import Models
import Randomness
import Torch

/// Trains one network: the one loop of the project, for local, global, joined and fusion networks alike.
///
/// Everything random is a function of `key` and of the place where it is used, so a training that goes on from the
/// checkpoint of its last whole epoch ends with the same bits as one that was never stopped.
struct Trainer<Training: BatchSource, Validation: BatchSource> {
    let name: String
    let recipe: Recipe
    let training: Training
    let validation: Validation
    let key: RandomKey
    let device: Device
    let folder: NetworkFolder
    let observer: any TrainingObserver
    let stop: StopFlag

    /// Trains `model` to the recipe's last epoch and leaves its weights in the folder; returns its history and its
    /// log-probabilities on the validation part after the last epoch.
    ///
    /// - Throws: `Diverged` when the loss is no longer a number; `Interrupted`; `TorchError`; file errors.
    func train(_ model: any Classifier) throws -> (history: [EpochRecord], validation: [Float]) {
        let optimizer = try Optimizer(recipe.rule, training: model.state, weightDecay: recipe.weightDecay)
        var history = try folder.readCheckpoint(into: model.state + optimizer.state.prefixed(checkpointPrefix)) ?? []
        guard history.count < recipe.epochs else {
            throw RunError.damaged(folder.checkpoint, "it is past the last of \(recipe.epochs) epochs; remove it")
        }
        var opinions: [Float] = []
        observer.receive(.began(network: name, epoch: history.count, epochs: recipe.epochs))
        for epoch in history.count..<recipe.epochs {
            let (score, seconds) = try pass(epoch, model, optimizer)
            opinions = try logProbabilities(
                of: model, on: validation, batchSize: recipe.batchSize, device: device, stop: stop)
            let record = EpochRecord(
                epoch: epoch + 1, training: score,
                validation: Score(logProbabilities: opinions, labels: validation.labels),
                learningRate: learningRate(step: (epoch + 1) * batchesPerEpoch - 1), seconds: seconds)
            guard let loss = score.loss, loss.isFinite, opinions.allSatisfy({ !$0.isNaN }) else {
                throw Diverged(network: name, epoch: epoch + 1)
            }
            history.append(record)
            observer.receive(
                .epoch(
                    network: name, record, epochs: recipe.epochs,
                    imagesPerSecond: Double(training.count) / max(seconds, 1e-9)))
            if epoch + 1 < recipe.epochs {
                try folder.writeCheckpoint(
                    model.state + optimizer.state.prefixed(checkpointPrefix), history: history)
            }
        }
        try folder.writeWeights(model.state, history: history)
        return (history, opinions)
    }

    /// One pass over the training samples in a new order; the mean score of its batches, and its seconds.
    private func pass(_ epoch: Int, _ model: any Classifier, _ optimizer: Optimizer) throws -> (Score, Double) {
        let start = ContinuousClock.now
        let order = key.derived("order").derived(epoch).permutation(of: training.count)
        // Summed on the device: asking a GPU for each batch's numbers would make it wait.
        var lossSum = try Tensor.full([], 0, on: device)
        var right = try Tensor.full([], 0, type: .int64, on: device)
        for batch in 0..<batchesPerEpoch {
            try stop.check()
            let samples = order[range(ofBatch: batch)]
            let step = epoch * batchesPerEpoch + batch
            let labels = try Tensor(samples.map { training.labels[$0] }).to(.int64, on: device)
            let boxes = try training.boxes(
                samples, epoch: epoch, type: recipe.usesBFloat16 ? .bfloat16 : .float32, on: device)
            let mode = Mode.training(try Generator(key.derived("dropout").derived(step), on: device))

            try optimizer.clearGradients()
            let logits = try withAutocast(recipe.usesBFloat16, on: device) { try model.logits(boxes, in: mode) }
            let loss = try logits.crossEntropy(labels: labels, labelSmoothing: recipe.labelSmoothing)
            try loss.backward()
            try optimizer.step(learningRate: learningRate(step: step))

            try withoutGradient {
                lossSum = try lossSum + loss * Double(samples.count)
                right = try right + logits.argmax(axis: 1).equal(labels).sum()
            }
            report(batch, of: epoch, since: start)
        }
        let count = Double(training.count)
        let score = Score(accuracy: try right.item / count, loss: try lossSum.item / count)
        return (score, (ContinuousClock.now - start) / .seconds(1))
    }

    private func learningRate(step: Int) -> Double {
        recipe.schedule.learningRate(step: step, of: recipe.epochs * batchesPerEpoch)
    }

    /// A last batch of one sample is left to the one before: batch normalisation has nothing to learn from one value.
    private var batchesPerEpoch: Int {
        let (whole, rest) = training.count.quotientAndRemainder(dividingBy: recipe.batchSize)
        return max(1, rest > 1 || recipe.batchSize == 1 ? whole + (rest > 0 ? 1 : 0) : whole)
    }

    private func range(ofBatch batch: Int) -> Range<Int> {
        let end = batch == batchesPerEpoch - 1 ? training.count : (batch + 1) * recipe.batchSize
        return batch * recipe.batchSize..<end
    }

    private func report(_ batch: Int, of epoch: Int, since start: ContinuousClock.Instant) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let share = Double(batch + 1) / Double(batchesPerEpoch)
        let epochsLeft = Double(recipe.epochs - epoch) - share
        observer.receive(
            .progress(
                network: name,
                BatchProgress(
                    epoch: epoch + 1, epochs: recipe.epochs, share: share,
                    imagesPerSecond: share * Double(training.count) / max(seconds, 1e-9),
                    secondsLeft: epochsLeft * seconds / share)))
    }
}

private let checkpointPrefix = "optimizer."

/// A training whose loss is no longer a number.
public struct Diverged: Error, Sendable, CustomStringConvertible {
    /// The network's name.
    public let network: String
    /// The epoch, from 1.
    public let epoch: Int

    /// What happened and what helps.
    public var description: String {
        "\(network): the loss is not a number in epoch \(epoch); "
            + "try a smaller training.learningRate (a tenth), or precision: float32"
    }
}
