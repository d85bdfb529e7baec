import Foundation
import Synchronization
import TesseraClassificationMetrics
import TesseraExperiments
import TesseraFiles
import TesseraModels
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct TrainerTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func trainer(
        in name: String, training: VectorBatches = vectors(90), holdout: VectorBatches? = nil,
        stop: StopFlag = StopFlag(), observer: any TrainingObserver = SilentObserver(),
        _ change: (inout Experiment.TrainingSection) -> Void = { _ in }
    ) throws -> Trainer<VectorBatches> {
        var section = try experiment().training
        section.epochs.local = 4
        section.batchSize = 8
        section.learningRate.local = 0.05
        section.optimizer = .adamw
        change(&section)
        let folder = NetworkFolder(path: "\(place.path)/\(name)")
        try makeFolder(folder.path)
        return Trainer(
            network: .local(0), recipe: Recipe(section, stage: .local, precision: .float32), training: training,
            validation: vectors(40, seed: 2), holdout: holdout, classes: 3, key: key, device: .cpu, folder: folder,
            observer: observer, stop: stop)
    }

    /// Trains a network that is not begun again.
    private func trained(
        _ trainer: Trainer<VectorBatches>, _ model: SingleNetwork? = nil
    ) throws -> Trainer<VectorBatches>.Outcome {
        try #require(try trainer.train(model ?? denseNet()))
    }

    /// Trains in pieces: each call is stopped some batches after the one before was.
    private func trainInPieces(_ name: String, _ change: (inout Experiment.TrainingSection) -> Void) throws
        -> [Listener]
    {
        var listeners: [Listener] = []
        while !place.exists("\(name)/weights.safetensors") {
            try #require(listeners.count < 30)
            let stop = StopFlag()
            let countdown = Countdown(3 + 2 * listeners.count)
            listeners.append(
                Listener { event in
                    if case .progress = event, countdown.isOver() { stop.set(signal: 2) }
                })
            do {
                let observer = listeners[listeners.count - 1]
                _ = try trainer(in: name, stop: stop, observer: observer, change).train(denseNet())
            } catch is Interrupted {
                #expect(!place.exists("\(name)/weights.safetensors"))
            }
        }
        return listeners
    }

    @Test func learnsAndLeavesItsWeights() throws {
        let listener = Listener()
        let model = try denseNet()
        let outcome = try trained(trainer(in: "a", observer: listener) { $0.epochs.local = 12 }, model)
        let (records, opinions) = (outcome.history, outcome.validation)
        #expect(records.count == 12)
        let (first, last) = (records[0], records[11])
        let (before, after) = (try #require(first.validation), try #require(last.validation))
        #expect(after.accuracy > 0.85 && after.loss ?? 9 < before.loss ?? 0)
        #expect(last.learningRate < first.learningRate, "a cosine falls")
        #expect(place.exists("a/weights.safetensors") && !place.exists("a/checkpoint.safetensors"))

        let again = try denseNet()
        try NetworkFolder(path: "\(place.path)/a").readWeights(into: again.state)
        let stop = StopFlag()
        #expect(
            try logProbabilities(of: again, on: vectors(40, seed: 2), batchSize: 8, device: .cpu, stop: stop)
                == opinions)
        #expect(
            Score(logProbabilities: try #require(opinions), labels: vectors(40, seed: 2).labels) == last.validation)
        let epochs = listener.events.count { if case .epoch = $0 { true } else { false } }
        #expect(epochs == 12)
    }

    @Test(arguments: Experiment.OptimizerName.allCases)
    func anInterruptionChangesNoByteAndLosesNoBatch(_ optimizer: Experiment.OptimizerName) throws {
        let whole = try trained(trainer(in: "whole") { $0.optimizer = optimizer })
        let listeners = try trainInPieces("parts") { $0.optimizer = optimizer }
        #expect(listeners.count > 3)
        #expect(place.bytes("parts/weights.safetensors") == place.bytes("whole/weights.safetensors"))
        let batches = listeners.flatMap(\.events).count { if case .progress = $0 { true } else { false } }
        #expect(batches == 4 * 12, "90 samples in batches of 8, the rest of 2 by itself")
        let parts = try #require(
            [EpochRecord](csv: String(decoding: place.bytes("parts/history.csv") ?? Data(), as: UTF8.self)))
        #expect(parts.map(\.training) == whole.history.map(\.training))
    }

    @Test func theBestEpochsWeightsAreTakenBack() throws {
        // With such steps some epochs are worse than those before.
        func unsteady(_ section: inout Experiment.TrainingSection) {
            section.epochs.local = 12
            section.learningRate.local = 1
            section.schedule = .constant
            section.restoreBest = true
        }
        let model = try denseNet()
        let holdout = vectors(50, seed: 3)
        let records = try trained(trainer(in: "a", holdout: holdout, unsteady), model).history
        let best = records.compactMap { $0.holdout?.loss }.min()
        #expect(
            records.last?.holdout?.loss != best, "the last epoch must not be the best for this test to say anything")
        let opinions = try logProbabilities(of: model, on: holdout, batchSize: 8, device: .cpu, stop: StopFlag())
        #expect(Score(logProbabilities: opinions, labels: holdout.labels).loss == best)

        // The same bits in pieces: the best weights so far travel in the checkpoint.
        _ = try trainer(in: "whole", unsteady).train(denseNet())
        _ = try trainInPieces("parts", unsteady)
        #expect(place.bytes("parts/weights.safetensors") == place.bytes("whole/weights.safetensors"))
    }

    @Test func validatesAfterSoManyEpochsAndAfterTheLast() throws {
        func train(_ folder: String, every: Int) throws -> [EpochRecord] {
            try trained(
                trainer(in: folder, holdout: vectors(50, seed: 3)) {
                    $0.epochs.local = 5
                    $0.validateEvery = every
                }
            ).history
        }
        let (all, some) = (try train("all", every: 1), try train("some", every: 2))
        #expect(some.filter { $0.validation != nil }.map(\.epoch) == [2, 4, 5])
        #expect(some.allSatisfy { ($0.holdout == nil) == ($0.validation == nil) })
        for (one, other) in zip(all, some) where other.validation != nil { #expect(one.validation == other.validation) }
        #expect(place.bytes("all/weights.safetensors") == place.bytes("some/weights.safetensors"))
    }

    @Test func patienceEndsATrainingThatNoLongerImproves() throws {
        let records = try trained(
            trainer(in: "a", holdout: vectors(50, seed: 3)) {
                $0.epochs.local = 60
                $0.learningRate.local = 1
                $0.schedule = .constant
                $0.patience = 3
            }
        ).history
        #expect(records.count < 60 && records.count == records.bestEpoch + 3)
    }

    /// Diverges in its first epoch.
    private func wild(_ section: inout Experiment.TrainingSection) {
        section.optimizer = .sgd
        section.momentum = 0
        section.learningRate.local = 300
        section.schedule = .constant
    }

    private func retrying(_ section: inout Experiment.TrainingSection) {
        wild(&section)
        section.onDivergence = .retry
    }

    @Test func aTrainingThatDivergesGoesOnWithHalfTheLearningRate() throws {
        #expect(throws: Diverged.self) { _ = try trainer(in: "a", wild).train(denseNet()) }
        let listener = Listener()
        let records = try trained(trainer(in: "b", observer: listener, retrying)).history
        let factors = listener.events.compactMap {
            if case .retried(_, _, let factor) = $0 { factor } else { nil }
        }
        #expect(records.count == 4 && !factors.isEmpty)
        #expect(factors == factors.indices.map { 1 / Double(2 << $0) })
        #expect(records.last?.learningRate == 300 * (factors.last ?? 1))
        _ = try trainInPieces("parts", retrying)
        #expect(place.bytes("parts/weights.safetensors") == place.bytes("b/weights.safetensors"))
        // Not for ever.
        #expect(throws: Diverged.self) {
            _ = try trainer(in: "c") {
                retrying(&$0)
                $0.learningRate.local = 1000
                $0.weightDecay = 1
            }.train(denseNet())
        }
    }

    /// As the message about a divergence proposes: what was saved in the middle of the epoch is no hindrance.
    @Test func aTrainingThatDivergedIsResumedWithRetry() throws {
        _ = try trainer(in: "whole", retrying).train(denseNet())
        let stop = StopFlag()
        let observer = Listener { if case .progress = $0 { stop.set(signal: 2) } }
        #expect(throws: Interrupted.self) {
            _ = try trainer(in: "a", stop: stop, observer: observer, wild).train(denseNet())
        }
        #expect(throws: Diverged.self) { _ = try trainer(in: "a", wild).train(denseNet()) }
        _ = try trainer(in: "a", retrying).train(denseNet())
        #expect(place.bytes("a/weights.safetensors") == place.bytes("whole/weights.safetensors"))
    }

    /// Files of a run come from anywhere.
    @Test(arguments: ["batch", "history"])
    func aPlaceBeyondTheEndIsNamed(what: String) throws {
        let stop = StopFlag()
        let observer = Listener { if case .progress(_, let progress) = $0, progress.epoch == 2 { stop.set(signal: 2) } }
        #expect(throws: Interrupted.self) { _ = try trainer(in: "a", stop: stop, observer: observer).train(denseNet()) }
        let file = place.path + "/a/interrupted.safetensors"
        let saved = try Safetensors(contentsOf: file)
        if what == "batch" {
            try Safetensors(saved.entries, metadata: saved.metadata.merging(["batch": "1000000"]) { $1 }).write(
                to: file)
        } else {
            let longer = saved.metadata.merging(["history": history(5).csv]) { $1 }
            try FileManager.default.removeItem(atPath: file)
            try Safetensors(saved.entries, metadata: longer).write(to: place.path + "/a/checkpoint.safetensors")
        }
        let error = #expect(throws: DamagedFile.self) { _ = try trainer(in: "a").train(denseNet()) }
        #expect(error?.description.contains("past the last of 4 epochs") == true)
    }

    @Test func theTimeLimitStopsIt() throws {
        #expect(throws: Interrupted.timeLimit) {
            _ = try trainer(in: "a", stop: StopFlag(at: .now)).train(denseNet())
        }
        _ = try trainer(in: "a", stop: StopFlag(at: .now + .seconds(600))).train(denseNet())
        #expect(place.exists("a/weights.safetensors"))
    }

    @Test func aLossThatIsNoNumberEndsIt() throws {
        let broken = VectorBatches(
            [Float](repeating: 1, count: 36) + [.nan, 1, 1, 1], features: 4, labels: Array(repeating: 0, count: 10))
        let error = #expect(throws: Diverged.self) {
            _ = try trainer(in: "a", training: broken).train(denseNet())
        }
        #expect(error?.network == .local(0) && error?.epoch == 1)
        #expect(error?.description.contains("training.learningRate") == true)
        #expect(!place.exists("a/weights.safetensors"))
    }

    /// Batch normalisation has nothing to learn from a batch of one.
    @Test(arguments: [(16, 2), (17, 2), (18, 3), (7, 1), (1, 1)])
    func aRestOfOneJoinsTheBatchBefore(samples: Int, batches: Int) throws {
        let listener = Listener()
        _ = try trainer(in: "a", training: vectors(samples), observer: listener) { $0.epochs.local = 1 }.train(
            denseNet())
        let shares = listener.events.compactMap {
            if case .progress(_, let progress) = $0 { progress.share } else { nil }
        }
        #expect(shares.count == batches && shares.last == 1)
    }

    @Test func aCheckpointPastTheEndIsNamed() throws {
        let trainer = try trainer(in: "a") { $0.epochs.local = 2 }
        let model = try denseNet()
        let state = try TrainingState(model, trainer.recipe, on: .cpu)
        for record in history(3) { try state.finishEpoch(record) }
        try trainer.folder.writeCheckpoint(state)
        let error = #expect(throws: DamagedFile.self) { _ = try trainer.train(model) }
        #expect(error?.description.contains("checkpoint.safetensors") == true)
    }
}

/// Says once that a number of calls is over.
final class Countdown: Sendable {
    private let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }
    func isOver() -> Bool {
        left.withLock {
            $0 -= 1
            return $0 <= 0
        }
    }
}
