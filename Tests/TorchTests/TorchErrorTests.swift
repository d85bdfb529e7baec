import TestSupport
import Testing

@testable import TesseraTorch

@Suite struct TorchErrorTests {
    private static func provokeShape() throws -> TorchError? {
        let (a, b) = (try Tensor.full([2, 3], 0), try Tensor.full([4, 5], 0))
        do {
            _ = try a.linear(weight: b)
            return nil
        } catch { return error as? TorchError }
    }

    private static func provokeMemory(_ shape: [Int]) -> TorchError? {
        do {
            _ = try Tensor.empty(shape)
            return nil
        } catch { return error as? TorchError }
    }

    private func expectShapeError(_ error: TorchError?) throws {
        let error = try #require(error)
        #expect(error.kind == .invalid)
        #expect(error.message.contains("2x3 and 5x4"))
        #expect(!error.message.contains("\n"))
        #expect(error.description.hasPrefix("linear(weight:bias:): "))
    }

    @Test func wrongShapesAreThrown() async throws {
        try expectShapeError(Self.provokeShape())
        try await expectShapeError(onThread { try Self.provokeShape() })
    }

    /// Beyond what any address can name, beyond 64 bits, and below 0.
    @Test func refusedMemoryIsThrown() async throws {
        #expect(Self.provokeMemory([1 << 46])?.kind == .memory)
        #expect(Self.provokeMemory([1 << 62, 4])?.kind == .memory)
        #expect(Self.provokeMemory([-1])?.kind == .invalid)
        let elsewhere = try await onThread { Self.provokeMemory([1 << 46]) }
        #expect(elsewhere?.kind == .memory)
    }

    @Test func otherMistakesAreThrown() throws {
        let vector = try Tensor.full([3], 1)
        #expect(throws: TorchError.self) { try vector.backward() }
        #expect(throws: TorchError.self) { try vector.reshape([2]) }
        #expect(throws: TorchError.self) { try vector.convolution(weight: vector) }
        #expect(throws: TorchError.self) { try vector.item }
        #expect(throws: TorchError.self) { try vector.narrow(axis: 0, 2..<5) }
        #expect(throws: TorchError.self) { try vector.copy(from: Tensor.full([2], 0)) }
        #expect(throws: TorchError.self) { try Tensor.full([1, 3], 0).crossEntropy(labels: Tensor([7])) }
        #expect(throws: TorchError.self) { try Tensor.full([1], 0, type: .int64).setRequiresGradient(true) }
    }

    /// A failed call leaves nothing behind, nor does it spoil the next one.
    @Test func failuresLeakNothing() throws {
        let before = Runtime.liveHandlesOfThread
        _ = try Self.provokeShape()
        _ = Self.provokeMemory([1 << 46])
        #expect(Runtime.liveHandlesOfThread == before)
        try #expect(Tensor.full([2], 1).sum().item == 2)
    }
}
