import Foundation
import Testing
import Torch

@testable import Training

@Suite struct NetworkFolderTests {
    private let place: TemporaryFolder
    private let folder: NetworkFolder

    init() throws {
        place = try TemporaryFolder()
        folder = NetworkFolder(path: place.path)
    }

    private func state(_ value: Double) throws -> [NamedTensor] {
        [NamedTensor("0.weight", try Tensor.full([2, 3], value)), NamedTensor("0.bias", try Tensor.full([2], -value))]
    }

    @Test func nothingIsThereAtFirst() throws {
        #expect(try folder.finishedHistory() == nil)
        #expect(try folder.readCheckpoint(into: state(1)) == nil)
    }

    @Test func aCheckpointComesBack() throws {
        try folder.writeCheckpoint(state(3), history: history(2))
        let other = try state(0)
        #expect(try folder.readCheckpoint(into: other) == history(2))
        for (a, b) in zip(other, try state(3)) { #expect(try a.tensor.floats == b.tensor.floats) }
        #expect(try folder.finishedHistory() == nil, "a network with a checkpoint is not trained yet")
        #expect(place.exists("history.csv"), "whoever looks on sees the epochs so far")
    }

    @Test func weightsEndATraining() throws {
        try folder.writeCheckpoint(state(3), history: history(2))
        try folder.writeWeights(state(4), history: history(3))
        #expect(!place.exists("checkpoint.safetensors"))
        #expect(try folder.finishedHistory() == history(3))
        let other = try state(0)
        try folder.readWeights(into: other)
        #expect(try other[0].tensor.floats == [4, 4, 4, 4, 4, 4])
        #expect(try Safetensors(contentsOf: folder.weights).metadata == ["format": "pt"])
    }

    @Test func whatAKilledProcessLeftIsCleanedUp() throws {
        try folder.writeWeights(state(4), history: history(3))
        try place.write("half", to: "checkpoint.safetensors")
        #expect(try folder.finishedHistory() == history(3))
        #expect(!place.exists("checkpoint.safetensors"))
    }

    @Test func damageIsNamed() throws {
        try folder.writeWeights(state(4), history: history(3))
        try place.write("epoch\n", to: "history.csv")
        let error = #expect(throws: RunError.self) { try folder.finishedHistory() }
        #expect(error?.description.contains("\(place.path)/history.csv") == true)

        try Safetensors(of: state(1), metadata: ["history": "none"]).write(to: folder.checkpoint)
        let other = #expect(throws: RunError.self) { try folder.readCheckpoint(into: state(1)) }
        #expect(other?.description.contains("checkpoint.safetensors") == true)
        try Safetensors(of: Array(state(1).dropLast()), metadata: ["history": history(1).csv]).write(
            to: folder.checkpoint)
        #expect(throws: SafetensorsError.self) { try folder.readCheckpoint(into: state(1)) }
    }

    @Test func aLockKeepsOthersOutAsLongAsItLives() throws {
        var lock: FolderLock? = try folder.lock()
        #expect(lock != nil)
        #expect(throws: RunError.inUse(place.path)) { _ = try folder.lock() }
        lock = nil
        _ = try folder.lock()
    }
}
