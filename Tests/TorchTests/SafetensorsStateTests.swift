import TesseraRandomness
import Testing

@testable import TesseraTorch

@Suite struct SafetensorsStateTests {
    private func network(seed: UInt64, from channels: Int = 2) throws -> Sequential {
        let key = RandomKey(seed: seed)
        return Sequential([
            try Convolution(axes: 2, from: channels, to: 3, key: key.derived(0)), try BatchNorm(3),
            try Linear(from: 4, to: 2, key: key.derived(2)),
        ])
    }

    @Test func weightsComeBackInTheirOrderOfMemory() throws {
        let (saved, loaded) = (try network(seed: 1), try network(seed: 2))
        let content = try Safetensors(of: saved.state, metadata: ["epoch": "2"])
        #expect(content["0.weight"]?.shape == [3, 2, 3, 3])
        let bytes = content.serialized()
        try Safetensors(parsing: bytes, path: "x").load(into: loaded.state)
        for (a, b) in zip(saved.state, loaded.state) {
            try #expect(a.tensor.floats == b.tensor.floats, "\(a.name)")
            try #expect(a.tensor.strides == b.tensor.strides, "\(a.name)")
            try #expect(b.tensor.requiresGradient == b.isTrained)
        }
        try #expect(Safetensors(of: loaded.state, metadata: ["epoch": "2"]).serialized() == bytes)
    }

    @Test func otherTypes() throws {
        let state = [
            NamedTensor("labels", try Tensor([3, -4]), isTrained: false),
            NamedTensor("half", try Tensor([0.5, -2], shape: [2]).to(.bfloat16, on: .cpu)),
            NamedTensor("bytes", try Tensor([1, 255]).to(.uint8, on: .cpu)),
            NamedTensor("step", try Tensor.full([], 5)),
        ]
        let content = try Safetensors(of: state)
        for named in state { try named.tensor.copy(from: Tensor.full([], 0)) }
        try content.load(into: state)
        try #expect(state[0].tensor.integers == [3, -4])
        try #expect(state[1].tensor.floats == [0.5, -2])
        try #expect(state[2].tensor.integers == [1, 255])
        try #expect(state[3].tensor.item == 5)
    }

    @Test func whatDoesNotFitIsListedAndNothingIsCopied() throws {
        let content = try Safetensors(of: network(seed: 1).state.prefixed("fusion."))
        let other = try network(seed: 2, from: 4)
        let before = try other.state.map { try $0.tensor.floats }
        #expect {
            try content.load(into: other.state)
        } throws: { error in
            guard let error = error as? SafetensorsError, case .unfit(let missing, let unexpected, _) = error.problem
            else { return false }
            return missing.count == 8 && unexpected.contains("fusion.0.weight")
                && error.description.contains("missing \"0.weight\"") && error.description.contains("and 3 more")
        }
        let same = try Safetensors(of: network(seed: 1).state)
        #expect {
            try same.load(into: other.state)
        } throws: { error in
            "\(error)".contains("\"0.weight\" is float32 [3, 2, 3, 3] instead of float32 [3, 4, 3, 3]")
        }
        try #expect(other.state.map { try $0.tensor.floats } == before)
    }

    @Test func batchCountsOfPyTorchArePassedOver() throws {
        let norm = try BatchNorm(2)
        let count = Safetensors.Entry("num_batches_tracked", type: .int64, shape: [], bytes: [9, 0, 0, 0, 0, 0, 0, 0])
        let content = Safetensors(try Safetensors(of: norm.state).entries + [count])
        try content.load(into: norm.state)
    }
}
