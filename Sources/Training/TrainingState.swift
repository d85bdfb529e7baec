import TesseraModels
import TesseraTorch

/// All that changes while a network trains: what a checkpoint holds.
package final class TrainingState {
    package let optimizer: Optimizer
    private let model: any Classifier
    /// The weights of the best epoch so far; empty where nobody asks for them.
    private let best: [NamedTensor]

    /// What the epochs so far gave.
    package private(set) var history: [EpochRecord] = []
    /// Batches of this epoch that are done.
    package private(set) var batch = 0
    /// Over these batches: the sum of the samples' losses and the number of right answers.
    ///
    /// On the device: asking a GPU for each batch's numbers would make it wait.
    package private(set) var lossSum: Tensor
    package private(set) var right: Tensor
    /// The sum of the losses before the epoch's last steps, on which `EpochRecord.lateLoss` is; nil: they have not
    /// begun.
    package var earlyLoss: Double?
    /// How often this training was begun again, having learnt nothing.
    package var attempt = 0
    /// Seconds that these batches took.
    package var seconds = 0.0
    /// 1, and half of it after each divergence.
    package var learningRateFactor = 1.0

    /// The state of a training that has not begun.
    package init(_ model: any Classifier, _ recipe: Recipe, on device: Device) throws {
        self.model = model
        optimizer = try Optimizer(
            recipe.rule, training: model.state, weightDecay: recipe.weightDecay, crew: model.crew)
        best =
            recipe.restoresBest
            ? try withoutGradient {
                try model.state.map { NamedTensor($0.name, try $0.tensor.clone(), isTrained: false) }
            } : []
        lossSum = try Tensor.full([], 0, on: device)
        right = try Tensor.full([], 0, type: .int64, on: device)
    }

    /// The epoch, from 0, that this one is.
    package var epoch: Int { history.count }

    /// Whether no batch is done.
    package var isFresh: Bool { history.isEmpty && batch == 0 && learningRateFactor == 1 }

    /// Counts a batch; of one whose loss another process has, just that it is done.
    package func finishBatch(_ learnt: (loss: Tensor, logits: Tensor)?, labels: Tensor) throws {
        if let learnt {
            try withoutGradient {
                lossSum = try lossSum + learnt.loss * Double(labels.count)
                right = try right + learnt.logits.argmax(axis: 1).equal(labels).sum()
            }
        }
        batch += 1
    }

    /// Ends an epoch, and keeps its weights where they are the best so far.
    package func finishEpoch(_ record: EpochRecord) throws {
        history.append(record)
        try beginEpoch()
        guard history.bestEpoch == history.count else { return }
        try withoutGradient {
            for (kept, current) in zip(best, model.state) { try kept.tensor.copy(from: current.tensor) }
        }
    }

    /// Takes the best epoch's weights back.
    package func restoreBest() throws {
        try withoutGradient {
            for (kept, current) in zip(best, model.state) { try current.tensor.copy(from: kept.tensor) }
        }
    }

    private func beginEpoch() throws {
        batch = 0
        earlyLoss = nil
        seconds = 0
        lossSum = try Tensor.full([], 0, on: lossSum.device)
        right = try Tensor.full([], 0, type: .int64, on: right.device)
    }
}

extension TrainingState {
    /// Every tensor of a checkpoint.
    private var tensors: [NamedTensor] {
        model.state + optimizer.state.prefixed("optimizer.") + best.prefixed("best.") + [
            NamedTensor("epoch.loss", lossSum, isTrained: false), NamedTensor("epoch.right", right, isTrained: false),
        ]
    }

    /// The content of a checkpoint.
    package func checkpoint() throws -> Safetensors {
        var metadata = [
            "history": history.csv, "batch": "\(batch)", "seconds": "\(seconds)",
            "learningRateFactor": "\(learningRateFactor)",
        ]
        if attempt > 0 { metadata["attempt"] = "\(attempt)" }
        if let earlyLoss { metadata["earlyLoss"] = "\(earlyLoss)" }
        if let lateLoss = history.last?.lateLoss { metadata["lateLoss"] = "\(lateLoss)" }
        return try Safetensors(of: tensors, metadata: metadata)
    }

    /// How often the training in a checkpoint was begun again.
    package static func attempt(in file: Safetensors) -> Int {
        file.metadata["attempt"].flatMap { Int($0) }.map { min(max($0, 0), Learning.mostAttempts) } ?? 0
    }

    /// Goes back, or on, to what a checkpoint holds.
    ///
    /// - Parameters:
    ///   - file: the checkpoint.
    ///   - isPart: whether it may be that of a larger model.
    /// - Throws: `DamagedFile` and `SafetensorsError` where it is none of this network's.
    package func restore(_ file: Safetensors, isPart: Bool = false) throws {
        guard var history = file.metadata["history"].flatMap([EpochRecord].init(csv:)),
            let batch = file.metadata["batch"].flatMap({ Int($0) }), batch >= 0,
            let seconds = file.metadata["seconds"].flatMap({ Double($0) }), seconds.isFinite,
            let factor = file.metadata["learningRateFactor"].flatMap({ Double($0) }), factor > 0, factor <= 1
        else {
            throw DamagedFile(
                file.path, "its account of the epochs is missing or broken; remove it to train that network again")
        }
        try file.load(into: tensors, isPart: isPart)
        if !history.isEmpty { history[history.count - 1].lateLoss = file.metadata["lateLoss"].flatMap { Double($0) } }
        self.history = history
        self.batch = batch
        self.seconds = seconds
        earlyLoss = file.metadata["earlyLoss"].flatMap { Double($0) }
        attempt = Self.attempt(in: file)
        learningRateFactor = factor
    }
}
