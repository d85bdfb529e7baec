import TestSupport
import Testing

@testable import TesseraTorch

@Suite struct AutogradTests {
    private struct Stop: Error {}

    private func recording() throws -> Bool {
        let leaf = try Tensor.full([1], 2)
        try leaf.setRequiresGradient(true)
        return try (leaf * 2).requiresGradient
    }

    /// The type that a convolution under the calling thread's autocast gives.
    private func convolutionType() throws -> ScalarType {
        let image = try Tensor.full([1, 1, 3, 3], 1)
        return try image.convolution(weight: image).type
    }

    @Test func withoutGradientIsRestored() throws {
        try #expect(recording())
        try withoutGradient {
            try #expect(!recording())
            try withoutGradient { try #expect(!recording()) }
            try #expect(!recording())
        }
        try #expect(recording())
        #expect(throws: Stop.self) { try withoutGradient { throw Stop() } }
        try #expect(recording())
    }

    @Test func withAutocastIsRestored() throws {
        try #expect(convolutionType() == .float32)
        try withAutocast(to: .bfloat16, on: .cpu) {
            try #expect(convolutionType() == .bfloat16)
            try withAutocast(to: .bfloat16, on: .cpu) { try #expect(convolutionType() == .bfloat16) }
            try #expect(convolutionType() == .bfloat16)
            try withAutocast(to: .float32, on: .cpu) { try #expect(convolutionType() == .float32) }
            try #expect(convolutionType() == .bfloat16)
        }
        try #expect(convolutionType() == .float32)
        #expect(throws: Stop.self) { try withAutocast(to: .bfloat16, on: .cpu) { throw Stop() } }
        try #expect(convolutionType() == .float32)
    }

    @Test func autocastIsTheThreadsOwn() async throws {
        try withAutocast(to: .bfloat16, on: .cpu) {}
        let other = try await onThread {
            try withAutocast(to: .bfloat16, on: .cpu) {
                try Tensor.full([1, 1], 1).linear(weight: Tensor.full([1, 1], 1)).type
            }
        }
        #expect(other == .bfloat16)
        try #expect(convolutionType() == .float32)
    }

    /// bfloat16 keeps 8 bits: 2^-8 an operand and a result; sums are in float32.
    @Test func autocastIsCloseToFloat32() throws {
        let fixture = try Fixture("operations")
        let name = "conv2d stride 1 bias"
        let (input, weight) = (try fixture.tensor("\(name)/input"), try fixture.tensor("\(name)/weight"))
        let bias = try fixture.tensor("\(name)/bias")
        try weight.setRequiresGradient(true)
        let output = try withAutocast(to: .bfloat16, on: .cpu) {
            try input.convolution(weight: weight, bias: bias, padding: 1)
        }
        try #expect(output.type == .bfloat16)
        let error = try difference(output, fixture.tensor("\(name)/output"))
        #expect(error > 1e-5 && error < 0x1p-6)
        try output.backward(fixture.tensor("\(name)/outputGradient").to(.bfloat16, on: .cpu))
        let gradient = try #require(try weight.gradient)
        try #expect(gradient.type == .float32)
        try #expect(difference(gradient, fixture.tensor("\(name)/weightGradient")) < 0x1p-5)
    }

    @Test func gradientsAddUpUntilCleared() throws {
        let leaf = try Tensor([3], shape: [1])
        try leaf.setRequiresGradient(true)
        try #expect(leaf.gradient == nil)
        for expected: Float in [6, 12] {
            try (leaf * leaf).sum().backward()
            try #expect(leaf.gradient?.floats == [expected])
        }
        try Tensor.clearGradients(of: [leaf])
        try #expect(leaf.gradient == nil)
        try #expect(!leaf.detach().requiresGradient)
    }
}
