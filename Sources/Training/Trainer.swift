import Foundation
import TesseraClassificationMetrics
import TesseraExperiments
import TesseraModels
import TesseraRandomness
import TesseraTorch

/// Trains one network: the one loop of the project, for local, global, joined and fusion networks alike.
///
/// Everything random is a function of `key` and of the place where it is used, so a training that goes on from a
/// checkpoint ends with the same bits as one that was never stopped.
package struct Trainer<Source: BatchSource> {
    package let network: NetworkID
    package let recipe: Recipe
    package let training: Source
    package let validation: Source
    /// The samples on which the best epoch is chosen; nil: the validation part.
    package var holdout: Source?
    /// The number of classes.
    package let classes: Int
    /// How much each class counts in the loss; nil: the same.
    package var classWeights: [Float]?
    /// How often this training was begun again, having learnt nothing.
    package var attempt = 0
    package let key: RandomKey
    package let device: Device
    package let folder: any TrainingStore
    /// When it trains.
    package var timeline: Timeline?
    package let observer: any TrainingObserver
    package let stop: StopFlag

    /// A training of `network` by `recipe`.
    package init(
        network: NetworkID, recipe: Recipe, training: Source, validation: Source, holdout: Source? = nil, classes: Int,
        classWeights: [Float]? = nil, attempt: Int = 0, key: RandomKey, device: Device, folder: any TrainingStore,
        timeline: Timeline? = nil, observer: any TrainingObserver, stop: StopFlag
    ) {
        self.network = network
        self.recipe = recipe
        self.training = training
        self.validation = validation
        self.holdout = holdout
        self.classes = classes
        self.classWeights = classWeights
        self.attempt = attempt
        self.key = key
        self.device = device
        self.folder = folder
        self.timeline = timeline
        self.observer = observer
        self.stop = stop
    }

    /// How a training ended.
    package struct Outcome {
        package let history: [EpochRecord]
        /// The log-probabilities on the validation part of the weights that it leaves, where they have just been asked
        /// for.
        package let validation: [Float]?
        /// Whether it has learnt anything; nil of no epoch.
        package let learning: Learning?
    }

    /// Trains `model` to its end and leaves its weights in the folder.
    ///
    /// - Returns: nil where it has learnt nothing and is to be begun again, as attempt `attempt + 1`.
    /// - Throws: `Diverged` when the loss is no longer a sensible number; `Interrupted`; `TorchError`; file errors.
    package func train(_ model: any Classifier) throws -> Outcome? {
        let state = try TrainingState(model, recipe, on: device)
        // What is there of an attempt before is of no use.
        if try folder.attempt() == attempt { try folder.readCheckpoint(into: state) }
        state.attempt = attempt
        guard state.history.count <= recipe.epochs, state.batch <= batchesPerEpoch else {
            throw DamagedFile(
                folder.checkpoint,
                "it or its neighbour interrupted.safetensors is past the last of \(recipe.epochs) epochs of "
                    + "\(batchesPerEpoch) steps; remove both to train that network again")
        }
        // What a training that diverges in its first epoch goes back to, now or when it is resumed.
        if state.isFresh { try folder.writeCheckpoint(state) }
        // Where a process was killed between the last epoch's checkpoint and keeping it.
        if state.epoch > 0 { try folder.keepCheckpoint(of: state.epoch, last: recipe.keptCheckpoints) }
        observer.receive(.began(network: network, epoch: state.history.count, epochs: recipe.epochs))
        var opinions: [Float]?
        var isTold = false
        while !hasEnded(state.history) {
            do {
                opinions = try runEpoch(state, model)
            } catch let error as Diverged {
                try goBack(state, after: error)
            }
            guard !isTold, 2 * state.epoch >= recipe.epochs, let learning = learning(state), !learning.hasLearnt
            else { continue }
            if recipe.retriesStall, attempt < Learning.mostAttempts {
                observer.receive(.begunAgain(network: network, epoch: state.epoch, attempt: attempt + 1))
                return nil
            }
            observer.receive(.stalled(network: network, epoch: state.epoch, learning))
            isTold = true
        }
        if recipe.restoresBest {
            if state.history.bestEpoch != state.history.count { opinions = nil }
            try state.restoreBest()
        }
        let learning = learning(state)
        try folder.writeLearning(learning)
        try folder.writeWeights(model.state, history: state.history)
        return Outcome(history: state.history, validation: opinions, learning: learning)
    }

    private func learning(_ state: TrainingState) -> Learning? {
        Learning(
            state.history, of: recipe.epochs,
            guessing: guessingLoss(
                labels: training.labels, classes: classes, classWeights: classWeights,
                labelSmoothing: recipe.labelSmoothing))
    }

    private func hasEnded(_ history: [EpochRecord]) -> Bool {
        history.count >= recipe.epochs
            || history.last?.validation != nil && history.count - history.bestEpoch >= recipe.patience ?? .max
    }

    /// One epoch with its checkpoint and, where it is due, its evaluation; the log-probabilities on the validation
    /// part.
    private func runEpoch(_ state: TrainingState, _ model: any Classifier) throws -> [Float]? {
        try pass(state, model)
        let isValidated = (state.epoch + 1).isMultiple(of: recipe.validateEvery) || state.epoch + 1 == recipe.epochs
        let (opinions, held) = try savingWhenInterrupted(state) {
            isValidated
                ? (try evaluate(model, on: validation), try holdout.map { try evaluate(model, on: $0) }) : (nil, nil)
        }
        let count = Double(training.count)
        let record = EpochRecord(
            epoch: state.epoch + 1,
            training: Score(accuracy: try state.right.item / count, loss: try state.lossSum.item / count),
            validation: opinions.map { Score(logProbabilities: $0, labels: validation.labels) },
            holdout: held.map { Score(logProbabilities: $0, labels: holdout?.labels ?? []) },
            lateLoss: try lateLoss(state), learningRate: learningRate(state, batch: batchesPerEpoch - 1),
            seconds: state.seconds)
        let isGood =
            record.training.loss.map { $0 < largestLoss } ?? false
            && opinions?.allSatisfy { !$0.isNaN } ?? true
        guard let record = try folder.agreed(isGood ? record : nil) else {
            throw Diverged(network: network, epoch: state.epoch + 1)
        }
        try state.finishEpoch(record)
        observer.receive(
            .epoch(
                network: network, record, epochs: recipe.epochs,
                imagesPerSecond: count / max(record.seconds, 1e-9)))
        try folder.writeCheckpoint(state)
        try folder.keepCheckpoint(of: state.history.count, last: recipe.keptCheckpoints)
        try timeline?.writeNowAndThen()
        return opinions
    }

    /// After a divergence: the last good epoch with half the learning rate, where the recipe asks for that.
    private func goBack(_ state: TrainingState, after error: Diverged) throws {
        let factor = state.learningRateFactor / 2
        guard recipe.retriesDivergence, factor >= 1.0 / 32 else { throw error }
        try folder.removeInterruption()
        try folder.readLastEpoch(into: state)
        state.learningRateFactor = factor
        try folder.writeCheckpoint(state)
        observer.receive(.retried(network: network, epoch: error.epoch, learningRateFactor: factor))
    }

    private func evaluate(_ model: any Classifier, on source: Source) throws -> [Float] {
        try logProbabilities(of: model, on: source, batchSize: recipe.batchSize, device: device, stop: stop)
    }

    /// What is left of one pass over the training samples, in the epoch's order.
    private func pass(_ state: TrainingState, _ model: any Classifier) throws {
        let start = ContinuousClock.now
        let before = state.seconds
        var saved = start
        let classWeights = try classWeights.map { try Tensor($0, shape: [$0.count]).to(.float32, on: device) }
        let order = key.derived("order").derived(state.epoch).permutation(of: training.count)
        for batch in state.batch..<batchesPerEpoch {
            try savingWhenInterrupted(state) { try stop.check() }
            if ContinuousClock.now - saved > .seconds(600) {
                try folder.writeInterruption(state)
                saved = .now
            }
            let samples = order[range(ofBatch: batch)]
            let labels = try Tensor(samples.map { training.labels[$0] }).to(.int64, on: device)
            let boxes = try training.boxes(
                samples, epoch: state.epoch, type: recipe.type, on: device)
            let targets = try mixedTargets(samples, epoch: state.epoch) ?? labels
            let step = state.epoch * batchesPerEpoch + batch
            let mode = Mode.training(try Generator(key.derived("dropout").derived(step), on: device))

            try state.optimizer.clearGradients()
            let learnt = try model.learn(boxes, in: mode, type: recipe.type, on: device) { logits in
                try logits.crossEntropy(
                    labels: targets, classWeights: classWeights, labelSmoothing: recipe.labelSmoothing)
            }
            try state.optimizer.step(learningRate: learningRate(state, batch: batch))

            try state.finishBatch(learnt, labels: labels)
            if recipe.epochs < 10, batch + 1 == batchesPerEpoch - lateBatches {
                state.earlyLoss = Double(try state.lossSum.item)
            }
            state.seconds = before + (ContinuousClock.now - start) / .seconds(1)
            report(state)
        }
    }

    /// The probabilities of classes [batch, K] of pictures that are mixed; nil where they are not.
    private func mixedTargets(_ samples: ArraySlice<Int>, epoch: Int) throws -> Tensor? {
        guard let mixed = training.mixed(samples, epoch: epoch) else { return nil }
        var targets = [Float](repeating: 0, count: samples.count * classes)
        for (row, (sample, other)) in zip(samples, mixed).enumerated() {
            targets[row * classes + training.labels[sample]] += Float(other.share)
            targets[row * classes + training.labels[other.sample]] += Float(1 - other.share)
        }
        return try Tensor(targets, shape: [samples.count, classes]).to(.float32, on: device)
    }

    /// Keeps the middle of an epoch when asked to stop there, so that nothing is lost.
    private func savingWhenInterrupted<Result>(_ state: TrainingState, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let interrupted as Interrupted {
            try folder.writeInterruption(state)
            try timeline?.write()
            throw interrupted
        }
    }

    /// The batches of a tenth of the training, as far as they are in one epoch.
    private var lateBatches: Int { min(batchesPerEpoch, (recipe.epochs * batchesPerEpoch + 9) / 10) }

    /// The mean loss over the epoch's last `lateBatches`; nil where that is not known, or the training has epochs
    /// enough to see them by.
    private func lateLoss(_ state: TrainingState) throws -> Double? {
        guard recipe.epochs < 10 else { return nil }
        let first = batchesPerEpoch - lateBatches
        guard let early = first == 0 ? 0 : state.earlyLoss else { return nil }
        let samples = training.count - range(ofBatch: first).lowerBound
        return (Double(try state.lossSum.item) - early) / Double(samples)
    }

    private func learningRate(_ state: TrainingState, batch: Int) -> Double {
        state.learningRateFactor
            * recipe.schedule.learningRate(
                step: state.epoch * batchesPerEpoch + batch, of: recipe.epochs * batchesPerEpoch)
    }

    /// Guessing gives the logarithm of the number of classes; far above that nothing is learnt any more.
    private var largestLoss: Double { 20 * max(log(Double((training.labels.max() ?? 0) + 1)), 1) }

    /// A last batch of one sample is left to the one before: batch normalisation has nothing to learn from one value.
    private var batchesPerEpoch: Int {
        let (whole, rest) = training.count.quotientAndRemainder(dividingBy: recipe.batchSize)
        return max(1, rest > 1 || recipe.batchSize == 1 ? whole + (rest > 0 ? 1 : 0) : whole)
    }

    private func range(ofBatch batch: Int) -> Range<Int> {
        let end = batch == batchesPerEpoch - 1 ? training.count : (batch + 1) * recipe.batchSize
        return batch * recipe.batchSize..<end
    }

    private func report(_ state: TrainingState) {
        let share = Double(state.batch) / Double(batchesPerEpoch)
        let epochsLeft = Double(recipe.epochs - state.epoch) - share
        observer.receive(
            .progress(
                network: network,
                BatchProgress(
                    epoch: state.epoch + 1, epochs: recipe.epochs, share: share,
                    imagesPerSecond: share * Double(training.count) / max(state.seconds, 1e-9),
                    secondsLeft: epochsLeft * state.seconds / share)))
    }
}

/// A training whose loss is no longer a sensible number.
public struct Diverged: Error, Sendable, CustomStringConvertible {
    /// The network.
    public let network: NetworkID
    /// The epoch, from 1.
    public let epoch: Int

    /// What happened and what helps.
    public var description: String {
        "\(network): the loss is not a number, or far above guessing, in epoch \(epoch); try a smaller "
            + "training.learningRate (a tenth), precision: float32, or training.onDivergence: retry"
    }
}
