import Foundation
import TesseraExperiments
import TesseraPrediction
import TesseraRuns
import TesseraStrategies
import TesseraTensorBoard
import TesseraTraining

/// Writes what a training tells into event files for TensorBoard: each network's curves into its folder, and into the
/// run's own what it was made with and how its strategies do.
struct TensorBoardObserver: TrainingObserver {
    private let folder: RunFolder
    private let experiment: Experiment
    private let isLeader: Bool
    private let log: RunLog
    private let start = Date()

    /// - Parameters:
    ///   - isLeader: whether this process tells of the run; the others only of the networks that they train.
    ///   - note: shows a line to the user, once, where files cannot be written.
    init(
        _ folder: RunFolder, _ experiment: Experiment, isLeader: Bool, note: @escaping @Sendable (String) -> Void
    ) {
        (self.folder, self.experiment, self.isLeader, log) = (folder, experiment, isLeader, RunLog(note: note))
    }

    func receive(_ event: TrainingEvent) {
        switch event {
        case .began, .strategy: logRun()
        case .epoch(let network, let record, _, let imagesPerSecond):
            log.add(
                points(record, imagesPerSecond), step: record.epoch, in: folder.path(of: network))
        case .progress, .retried, .stalled, .begunAgain, .finished, .exchanged, .found: break
        }
    }

    private func points(_ record: EpochRecord, _ imagesPerSecond: Double) -> [(tag: String, value: Double)] {
        let parts = [("training", record.training), ("validation", record.validation), ("holdout", record.holdout)]
        return parts.flatMap { part, score in
            [("accuracy/\(part)", score?.accuracy), ("loss/\(part)", score?.loss)]
                .compactMap { tag, value in value.map { (tag, $0) } }
        } + [("learning rate", record.learningRate), ("images per second", imagesPerSecond)]
    }

    private func logRun() {
        guard isLeader else { return }
        // Results that cannot be read are the training's to complain about.
        let results = (try? folder.readResults())?.strategies ?? []
        let done = Set(results.map(\.strategy))
        let isWhole = experiment.strategies.allSatisfy { done.contains($0.name) }
        func tag(_ strategy: String) -> String { "validation accuracy/\(strategy)" }
        log.replace(
            HyperParameters(
                choices: experiment.choices, metrics: folder.strategies.strategies.map { tag($0.name) }, start: start,
                end: isWhole ? Date() : nil),
            results.map { (tag($0.strategy), $0.validation.accuracy) }, in: folder.path)
    }
}

extension Experiment {
    /// What runs are compared by, under the names of the experiment file; the same names in every run.
    fileprivate var choices: [(name: String, value: HyperParameters.Value)] {
        func perStage<Value>(_ name: String, _ values: PerStage<Value>, _ number: (Value) -> Double)
            -> [(name: String, value: HyperParameters.Value)]
        {
            values.stages.map { ("\(name).\($0.name)", .number(number(values[$0]))) }
        }
        let scaling =
            switch network.localScaling {
            case .sqrt: "sqrt"
            case .linear: "linear"
            case .factor(let factor): "\(factor)"
            }
        return [
            ("seed", .number(Double(seed))),
            ("decomposition.grid", .text(decomposition.grid.map(String.init).joined(separator: "x"))),
            ("decomposition.overlap", .number(Double(decomposition.overlap))),
            ("network.architecture", .text(globalNetwork.name)),
            ("network.width", .number(network.width.map(Double.init))),
            ("network.localScaling", .text(scaling)),
            ("fusion.hidden", .text(fusion.hidden.map(String.init).joined(separator: ", "))),
            ("fusion.input", .text(fusion.input.rawValue)),
            ("training.optimizer", .text(training.optimizer.rawValue)),
            ("training.batchSize", .number(Double(training.batchSize))),
            ("training.weightDecay", .number(training.weightDecay)),
            ("training.schedule", .text(training.schedule.rawValue)),
            ("training.labelSmoothing", .number(training.labelSmoothing)),
            ("training.precision", .text(training.precision.rawValue)),
            ("training.augmentation.flip", .truth(training.augmentation.flip)),
            ("training.augmentation.shift", .number(Double(training.augmentation.shift))),
            ("training.augmentation.rotate", .number(training.augmentation.rotate)),
            ("training.augmentation.zoom", .number(training.augmentation.zoom)),
            ("training.augmentation.erase", .number(Double(training.augmentation.erase))),
        ] + perStage("training.epochs", training.epochs) { Double($0) }
            + perStage("training.learningRate", training.learningRate) { $0 }
    }
}
