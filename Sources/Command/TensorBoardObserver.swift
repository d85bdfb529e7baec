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
    ///   - folder: the run's.
    ///   - experiment: what is trained; its settings are what runs are compared by.
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
        case .progress, .retried, .stalled, .begunAgain, .finished, .exchanged, .found, .noticed: break
        }
    }

    /// What runs are compared by, under the names of the experiment file; the same names in every run.
    private var choices: [(name: String, value: HyperParameters.Value)] {
        experiment.settings.filter { $0.key != "name" }.map { ($0.key, .init($0)) }
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
                choices: choices, metrics: folder.strategies.strategies.map { tag($0.name) }, start: start,
                end: isWhole ? Date() : nil),
            results.map { (tag($0.strategy), $0.validation.accuracy) }, in: folder.path)
    }
}

extension HyperParameters.Value {
    /// A value as TensorBoard's table has it: numbers are sorted, and drawn along axes.
    fileprivate init(_ setting: Setting) {
        self =
            switch setting.kind {
            case .number: .number(Double(setting.value))
            case .truth: .truth(setting.value == "true")
            case .text: .text(setting.value)
            }
    }
}
