import TesseraRandomness
import TesseraTorch
import TestSupport
import Testing

/// Depthwise convolutions of our own against libtorch's.
struct DepthwiseTests {
    /// One convolution; `paddings` in front of each axis and behind it.
    struct Case: CustomTestStringConvertible, Sendable {
        let channels: Int
        let shape: [Int]
        let kernel: Int
        let stride: Int
        let paddings: [Int]
        var testDescription: String { "\([channels] + shape), kernel \(kernel), stride \(stride), \(paddings)" }
    }

    // Channels that fill blocks of 32, 16 and 8 and leave a rest; kernels larger than the picture; sides that differ.
    static let cases = [
        Case(channels: 32, shape: [9, 11], kernel: 3, stride: 1, paddings: [1, 1, 1, 1]),
        Case(channels: 59, shape: [8, 10], kernel: 3, stride: 2, paddings: [0, 1, 0, 1]),
        Case(channels: 24, shape: [13, 7], kernel: 5, stride: 2, paddings: [1, 2, 2, 2]),
        Case(channels: 11, shape: [6, 6], kernel: 5, stride: 1, paddings: [2, 2, 2, 2]),
        Case(channels: 40, shape: [3, 2], kernel: 5, stride: 1, paddings: [2, 2, 2, 2]),
        Case(channels: 16, shape: [9, 9], kernel: 7, stride: 1, paddings: [3, 3, 3, 3]),
        Case(channels: 8, shape: [10, 10], kernel: 4, stride: 3, paddings: [0, 0, 0, 0]),
        Case(channels: 17, shape: [4, 5, 6], kernel: 3, stride: 1, paddings: [1, 1, 1, 1, 1, 1]),
        Case(channels: 32, shape: [5, 6, 4], kernel: 3, stride: 2, paddings: [0, 1, 1, 1, 0, 1]),
    ]

    /// Output, and gradients of input, weight and bias; of 19 samples, so that chunks of weights' sums are of two.
    private func run(_ test: Case, isDirect: Bool, in type: ScalarType) throws -> [[Float]] {
        let key = RandomKey(seed: 5)
        func drawn(_ shape: [Int], _ name: String) throws -> Tensor {
            let tensor = try Tensor.empty(shape)
            try tensor.fillNormal(Generator(key.derived(name)))
            return tensor
        }
        let input = try drawn([19, test.channels] + test.shape, "x").to(type, on: .cpu).channelsLast().clone()
        let weight = try drawn([test.channels, 1] + test.shape.map { _ in test.kernel }, "w").channelsLast()
        let bias = try drawn([test.channels], "b")
        for leaf in [input, weight, bias] { try leaf.setRequiresGradient(true) }
        let output = try withAutocast(to: type, on: .cpu) {
            try input.convolution(
                weight: weight, bias: bias, stride: test.stride, paddings: test.paddings, groups: test.channels,
                isDirect: isDirect)
        }
        try #expect(output.type == type)
        let upstream = try drawn(output.shape, "dy").to(type, on: .cpu)
        try output.backward(upstream)
        return try [output].map { try $0.to(.float32, on: .cpu).contiguous().floats }
            + [input, weight, bias].map {
                try #require(try $0.gradient).to(.float32, on: .cpu).contiguous().floats
            }
    }

    @Test(arguments: cases, InstructionSet.available)
    func agreesWithLibtorch(test: Case, set: InstructionSet) throws {
        let expected = try run(test, isDirect: true, in: .float32)
        let own = try withInstructionSet(atMost: set) { try run(test, isDirect: false, in: .float32) }
        for (a, b) in zip(own, expected) { #expect(difference(a, b) < 1e-5) }
        // Of numbers with 8 bits each.
        let rounded = try withInstructionSet(atMost: set) { try run(test, isDirect: false, in: .bfloat16) }
        for (a, b) in zip(rounded, expected) { #expect(difference(a, b) < 2e-2) }
    }

    @Test func resultsDoNotDependOnThreads() async throws {
        var results: [[[Float]]] = []
        for threads in 1...3 {
            results.append(
                try await onThread {
                    try Runtime.setThreads(threads)
                    return try run(Self.cases[2], isDirect: false, in: .bfloat16)
                })
        }
        #expect(results[0] == results[1] && results[0] == results[2])
    }
}
