import Experiments
import Foundation
import Models
import Synchronization
import Testing
import Torch

@testable import Training

@Suite struct TrainerTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func trainer(
        in name: String, epochs: Int = 4, batchSize: Int = 8, training: VectorBatches = vectors(90),
        optimizer: Experiment.Optimizer = .adamw, stop: StopFlag = StopFlag(),
        observer: any TrainingObserver = SilentObserver()
    ) throws -> Trainer<VectorBatches, VectorBatches> {
        var section = try experiment().training
        section.epochs.local = epochs
        section.batchSize = batchSize
        section.learningRate.local = 0.05
        section.optimizer = optimizer
        let folder = NetworkFolder(path: "\(place.path)/\(name)")
        try makeFolder(folder.path)
        return Trainer(
            name: "local 00", recipe: Recipe(section, stage: .local, precision: .float32), training: training,
            validation: vectors(40, seed: 2), key: key, device: .cpu, folder: folder, observer: observer, stop: stop)
    }

    @Test func learnsAndLeavesItsWeights() throws {
        let listener = Listener()
        let model = try denseNet()
        let (records, opinions) = try trainer(in: "a", epochs: 12, observer: listener).train(model)
        #expect(records.count == 12)
        let (first, last) = (records[0], records[11])
        #expect(last.validation.accuracy > 0.85 && last.validation.loss ?? 9 < first.validation.loss ?? 0)
        #expect(last.learningRate < first.learningRate, "a cosine falls")
        #expect(place.exists("a/weights.safetensors") && !place.exists("a/checkpoint.safetensors"))

        let again = try denseNet()
        try NetworkFolder(path: "\(place.path)/a").readWeights(into: again.state)
        let stop = StopFlag()
        #expect(
            try logProbabilities(of: again, on: vectors(40, seed: 2), batchSize: 8, device: .cpu, stop: stop)
                == opinions)
        #expect(Score(logProbabilities: opinions, labels: vectors(40, seed: 2).labels) == last.validation)
        let epochs = listener.events.count { if case .epoch = $0 { true } else { false } }
        #expect(epochs == 12)
    }

    @Test(arguments: Experiment.Optimizer.allCases)
    func anInterruptionChangesNoByte(_ optimizer: Experiment.Optimizer) throws {
        _ = try trainer(in: "whole", optimizer: optimizer).train(denseNet())
        // Between two epochs, in the middle of one, and in the last.
        var progress = 3
        var calls = 0
        while !place.exists("parts/weights.safetensors") {
            let stop = StopFlag()
            let countdown = Countdown(progress)
            let listener = Listener { event in
                if case .progress = event, countdown.isOver() { stop.set(signal: 2) }
            }
            do {
                _ = try trainer(in: "parts", optimizer: optimizer, stop: stop, observer: listener).train(denseNet())
            } catch is Interrupted {
                #expect(!place.exists("parts/weights.safetensors"))
            }
            progress += 5
            calls += 1
            try #require(calls < 20)
        }
        #expect(calls > 2)
        #expect(place.bytes("parts/weights.safetensors") == place.bytes("whole/weights.safetensors"))
    }

    @Test func aLossThatIsNoNumberEndsIt() throws {
        let broken = VectorBatches(
            [Float](repeating: 1, count: 36) + [.nan, 1, 1, 1], features: 4, labels: Array(repeating: 0, count: 10))
        let error = #expect(throws: Diverged.self) {
            _ = try trainer(in: "a", training: broken).train(denseNet())
        }
        #expect(error?.network == "local 00" && error?.epoch == 1)
        #expect(error?.description.contains("training.learningRate") == true)
        #expect(!place.exists("a/weights.safetensors") && !place.exists("a/checkpoint.safetensors"))
    }

    /// Batch normalisation has nothing to learn from a batch of one.
    @Test(arguments: [(16, 2), (17, 2), (18, 3), (7, 1), (1, 1)])
    func aRestOfOneJoinsTheBatchBefore(samples: Int, batches: Int) throws {
        let listener = Listener()
        _ = try trainer(in: "a", epochs: 1, training: vectors(samples), observer: listener).train(denseNet())
        let shares = listener.events.compactMap {
            if case .progress(_, let progress) = $0 { progress.share } else { nil }
        }
        #expect(shares.count == batches && shares.last == 1)
    }

    @Test func aCheckpointPastTheEndIsNamed() throws {
        let trainer = try trainer(in: "a", epochs: 2)
        let model = try denseNet()
        let optimizer = try Optimizer(trainer.recipe.rule, training: model.state)
        try trainer.folder.writeCheckpoint(
            model.state + optimizer.state.prefixed("optimizer."), history: history(2))
        let error = #expect(throws: RunError.self) { _ = try trainer.train(model) }
        #expect(error?.description.contains("checkpoint.safetensors") == true)
    }
}

/// Says once that a number of calls is over.
private final class Countdown: Sendable {
    private let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }
    func isOver() -> Bool {
        left.withLock {
            $0 -= 1
            return $0 <= 0
        }
    }
}
