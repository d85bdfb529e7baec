import Foundation
import TesseraFiles
import TesseraModels
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraTraining

@Suite struct NetworkFolderTests {
    private let place: TemporaryFolder
    private let folder: NetworkFolder

    init() throws {
        place = try TemporaryFolder()
        folder = NetworkFolder(path: place.path)
    }

    /// A training after that many epochs, with all weights of `value`.
    private func state(_ value: Double, epochs: Int = 0) throws -> (TrainingState, SingleNetwork) {
        let model = try denseNet()
        try withoutGradient {
            for named in model.state { try named.tensor.copy(from: Tensor.full([], value)) }
        }
        let state = try TrainingState(
            model, Recipe(experiment().training, stage: .local, precision: .float32), on: .cpu)
        for record in history(epochs) { try state.finishEpoch(record) }
        return (state, model)
    }

    @Test func nothingIsThereAtFirst() throws {
        #expect(try folder.finishedHistory() == nil)
        let (fresh, model) = try state(1)
        try folder.readCheckpoint(into: fresh)
        #expect(fresh.isFresh)
        #expect(try model.state[0].tensor.floats.allSatisfy { $0 == 1 })
    }

    @Test func aCheckpointComesBack() throws {
        try folder.writeCheckpoint(state(3, epochs: 2).0)
        let (other, model) = try state(0)
        try folder.readCheckpoint(into: other)
        #expect(other.history == history(2) && other.batch == 0 && !other.isFresh)
        for named in model.state { #expect(try named.tensor.floats.allSatisfy { $0 == 3 }) }
        #expect(try folder.finishedHistory() == nil, "a network with a checkpoint is not trained yet")
        #expect(place.exists("history.csv"), "whoever looks on sees the epochs so far")
    }

    @Test func theMiddleOfAnEpochComesBackUnlessItIsAnOldOne() throws {
        try folder.writeCheckpoint(state(3, epochs: 2).0)
        let (middle, _) = try state(5, epochs: 2)
        let logits = try Tensor([0, 1, 0, 1, 0, 0], shape: [2, 3])
        try middle.finishBatch((Tensor.full([], 2), logits), labels: Tensor([1, 2]))
        middle.seconds = 0.5
        try folder.writeInterruption(middle)
        let (other, model) = try state(0)
        try folder.readCheckpoint(into: other)
        #expect(other.epoch == 2 && other.batch == 1 && other.seconds == 0.5)
        #expect(try other.lossSum.item == 4 && other.right.item == 1)
        #expect(try model.state[0].tensor.floats[0] == 5)

        try middle.checkpoint().write(to: folder.checkpoint + "2")
        try folder.writeCheckpoint(state(7, epochs: 3).0)
        try FileManager.default.moveItem(
            atPath: folder.checkpoint + "2", toPath: "\(place.path)/interrupted.safetensors")
        let (later, latest) = try state(0)
        try folder.readCheckpoint(into: later)
        #expect(later.epoch == 3 && later.batch == 0)
        #expect(try latest.state[0].tensor.floats[0] == 7)
    }

    @Test func theLastCheckpointsAreKept() throws {
        for epoch in 1...5 {
            try folder.writeCheckpoint(state(Double(epoch), epochs: epoch).0)
            try folder.keepCheckpoint(of: epoch, last: 2)
        }
        #expect((1...5).filter(folder.hasKept) == [4, 5])
        try folder.writeWeights(denseNet().state, history: history(5))
        try folder.reopen(epoch: 5)
        #expect(try folder.finishedHistory() == nil)
        let (other, model) = try state(0)
        try folder.readCheckpoint(into: other)
        #expect(other.epoch == 5)
        #expect(try model.state[0].tensor.floats[0] == 5)
    }

    /// A kill may come between any two steps: each can be done twice.
    @Test func whatWasHalfDoneIsDoneAgain() throws {
        try folder.writeCheckpoint(state(5, epochs: 5).0)
        for _ in 0..<2 { try folder.keepCheckpoint(of: 5, last: 1) }
        try folder.writeWeights(denseNet().state, history: history(5))
        let weights = try #require(place.bytes("weights.safetensors"))
        try folder.reopen(epoch: 5)
        // Killed before the weights were removed.
        try weights.write(to: URL(fileURLWithPath: folder.weights))
        try folder.reopen(epoch: 5)
        #expect(!place.exists("weights.safetensors") && folder.hasKept(epoch: 5))
        // The kept one stays what it was when the training goes on.
        let kept = place.bytes("checkpoints/5.safetensors")
        try folder.writeCheckpoint(state(6, epochs: 6).0)
        #expect(place.bytes("checkpoints/5.safetensors") == kept)
    }

    @Test func whatIsNoNumberIsNoWeight() throws {
        let (_, model) = try state(2)
        try withoutGradient { try model.state[0].tensor.copy(from: Tensor.full([], .nan)) }
        try folder.writeWeights(model.state, history: history(1))
        let error = #expect(throws: DamagedFile.self) { try folder.readWeights(into: denseNet().state) }
        #expect(error?.description.contains("not numbers") == true)
    }

    /// Before a network is made that would fill the memory.
    @Test func weightsAreAsLargeAsTheirNetwork() throws {
        let model = try denseNet()
        try folder.writeWeights(model.state, history: history(1))
        try folder.checkSize(parameters: model.parameterCountOfState())
        #expect(throws: DamagedFile.self) { try folder.checkSize(parameters: 1 << 40) }
    }

    @Test func weightsEndATraining() throws {
        try folder.writeCheckpoint(state(3, epochs: 2).0)
        try folder.writeInterruption(state(3, epochs: 2).0)
        let (_, trained) = try state(4)
        try folder.writeWeights(trained.state, history: history(3))
        #expect(!place.exists("checkpoint.safetensors") && !place.exists("interrupted.safetensors"))
        #expect(try folder.finishedHistory() == history(3))
        let (_, other) = try state(0)
        try folder.readWeights(into: other.state)
        for named in other.state { #expect(try named.tensor.floats.allSatisfy { $0 == 4 }) }
        #expect(try Safetensors(contentsOf: folder.weights).metadata == ["format": "pt"])
    }

    /// Only who has the lock removes anything: another may be about to go on from it.
    @Test func lookingOnChangesNothing() throws {
        try folder.writeWeights(denseNet().state, history: history(3))
        try place.write("half", to: "checkpoint.safetensors")
        #expect(try folder.finishedHistory() == history(3))
        #expect(place.exists("checkpoint.safetensors"))
    }

    @Test func whatIsForgottenIsGone() throws {
        try folder.writeCheckpoint(state(3, epochs: 2).0)
        try folder.keepCheckpoint(of: 2, last: 1)
        try folder.writeWeights(denseNet().state, history: history(2))
        try folder.forget()
        #expect(try folder.finishedHistory() == nil)
        #expect(!folder.hasKept(epoch: 2) && !place.exists("checkpoint.safetensors"))
    }

    @Test func damageIsNamed() throws {
        try folder.writeWeights(denseNet().state, history: history(3))
        try place.write("epoch\n", to: "history.csv")
        let error = #expect(throws: DamagedFile.self) { try folder.finishedHistory() }
        #expect(error?.description.contains("\(place.path)/history.csv") == true)

        let good = try state(1, epochs: 1).0.checkpoint()
        for (key, value) in [("history", "none"), ("batch", "-1"), ("seconds", "nan"), ("learningRateFactor", "2")] {
            let metadata = good.metadata.merging([key: value]) { $1 }
            try Safetensors(good.entries, metadata: metadata).write(to: folder.checkpoint)
            let other = #expect(throws: DamagedFile.self) { try folder.readCheckpoint(into: state(1).0) }
            #expect(other?.description.contains("checkpoint.safetensors") == true)
        }
        try Safetensors(good.entries.dropLast(), metadata: good.metadata).write(to: folder.checkpoint)
        #expect(throws: SafetensorsError.self) { try folder.readCheckpoint(into: state(1).0) }
    }

    @Test func aLockKeepsOthersOutAsLongAsItLives() throws {
        var lock: FolderLock? = try folder.lock()
        #expect(lock != nil)
        #expect(throws: RunError.inUse(place.path)) { _ = try folder.lock() }
        lock = nil
        _ = try folder.lock()
    }
}

extension SingleNetwork {
    fileprivate func parameterCountOfState() throws -> Int {
        try state.filter(\.isTrained).reduce(0) { $0 + (try $1.tensor.count) }
    }
}
