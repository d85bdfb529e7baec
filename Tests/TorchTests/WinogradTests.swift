import Randomness
import Testing
import Torch

/// Winograd's convolutions against libtorch's own.
struct WinogradTests {
    /// One convolution of 3x3 or 3x3x3.
    struct Case: CustomTestStringConvertible, Sendable {
        let batch: Int
        let inputs: Int
        let outputs: Int
        let shape: [Int]
        var hasBias = false
        var testDescription: String { "\(batch) of \([inputs] + shape) to \(outputs)\(hasBias ? ", bias" : "")" }
    }

    // Tiles of 4x4 and, where they cover less in vain, of 2x2, that fill blocks and leave rests; odd sides, sides of one and two;
    // channels that fill panels and vectors or do not.
    static let cases = [
        Case(batch: 4, inputs: 32, outputs: 32, shape: [8, 8]),
        Case(batch: 3, inputs: 32, outputs: 64, shape: [9, 11]),
        Case(batch: 2, inputs: 64, outputs: 32, shape: [15, 14], hasBias: true),
        Case(batch: 70, inputs: 32, outputs: 32, shape: [2, 1]),
        Case(batch: 67, inputs: 64, outputs: 96, shape: [1, 1]),
        Case(batch: 1, inputs: 16, outputs: 48, shape: [23, 16]),
        Case(batch: 5, inputs: 128, outputs: 128, shape: [7, 8]),
        Case(batch: 3, inputs: 22, outputs: 23, shape: [13, 10]),
        Case(batch: 2, inputs: 9, outputs: 57, shape: [16, 16], hasBias: true),
        Case(batch: 3, inputs: 11, outputs: 11, shape: [4, 7, 6]),
        Case(batch: 2, inputs: 11, outputs: 22, shape: [1, 12, 13]),
        Case(batch: 2, inputs: 32, outputs: 16, shape: [5, 8, 8], hasBias: true),
        Case(batch: 9, inputs: 45, outputs: 33, shape: [2, 3, 4]),
        Case(batch: 9, inputs: 32, outputs: 64, shape: [6, 5]),
        Case(batch: 9, inputs: 23, outputs: 22, shape: [2, 19]),
        Case(batch: 3, inputs: 11, outputs: 22, shape: [5, 6, 5]),
    ]

    // Channels so few that some processors leave them to libtorch.
    static let narrow = [
        Case(batch: 2, inputs: 3, outputs: 16, shape: [16, 16]),
        Case(batch: 3, inputs: 4, outputs: 4, shape: [9, 10], hasBias: true),
        Case(batch: 2, inputs: 1, outputs: 11, shape: [6, 9, 10]),
        Case(batch: 2, inputs: 6, outputs: 13, shape: [5, 8, 8]),
    ]

    /// Output, and gradients of input, weight and bias; of weights in float32 whatever the type of the input.
    private func run(_ test: Case, isDirect: Bool, in type: ScalarType = .float32) throws -> [[Float]] {
        let key = RandomKey(seed: 3)
        func drawn(_ name: String, _ shape: [Int], deviation: Double) throws -> Tensor {
            let values = try Tensor.empty(shape)
            try values.fillNormal(deviation: deviation, Generator(key.derived(name)))
            return values
        }
        let input = try drawn("input", [test.batch, test.inputs] + test.shape, deviation: 1).channelsLast()
            .to(type, on: .cpu).clone()
        let deviation = 1 / (27 * Double(test.inputs)).squareRoot()
        let window = test.shape.map { _ in 3 }
        let weight = try drawn("weight", [test.outputs, test.inputs] + window, deviation: deviation).channelsLast()
            .clone()
        let bias = test.hasBias ? try drawn("bias", [test.outputs], deviation: 1) : nil
        let trained = [input, weight] + (bias.map { [$0] } ?? [])
        for tensor in trained { try tensor.setRequiresGradient(true) }
        let output = try withAutocast(type == .bfloat16, on: .cpu) {
            try input.convolution(weight: weight, bias: bias, padding: 1, isDirect: isDirect)
        }
        #expect(try output.type == type)
        try output.backward(drawn("gradient", output.shape, deviation: 1).to(output.type, on: .cpu).channelsLast())
        return try [output.floats] + trained.map { try #require(try $0.gradient).floats }
    }

    /// Those that have loops of their own for float32.
    static let sets = InstructionSet.available.filter { [.avx2, .avx512].contains($0) }

    @Test(arguments: cases + narrow, sets)
    func `outputs and gradients agree to 1e-5`(test: Case, set: InstructionSet) throws {
        let ours = try withInstructionSet(atMost: set) { try run(test, isDirect: false) }
        let direct = try run(test, isDirect: true)
        #expect(ours.map { $0.count } == direct.map { $0.count })
        for (a, b) in zip(ours, direct) { #expect(difference(a, b) < 1e-5) }
    }

    /// Points are rounded to bfloat16 once, like the factors of libtorch's sums: 2^-8 of a value. Without AVX-512 BF16
    /// it would be libtorch with itself, which rounds more often there.
    @Test(.enabled(if: Device.cpu.prefersBFloat16), arguments: cases)
    func `in bfloat16 they agree to its rounding`(test: Case) throws {
        let ours = try run(test, isDirect: false, in: .bfloat16)
        let direct = try run(test, isDirect: true)
        for (a, b) in zip(ours, direct) { #expect(difference(a, b) < 0.01) }
    }

    #if arch(x86_64)
        /// Else the tests above compare libtorch with itself. Every x86-64 processor since 2015 has the vectors for it.
        @Test(arguments: cases, sets)
        func `it is another algorithm`(test: Case, set: InstructionSet) throws {
            let ours = try withInstructionSet(atMost: set) { try run(test, isDirect: false) }
            let direct = try run(test, isDirect: true)
            for (a, b) in zip(ours, direct).prefix(3) { #expect(a != b) }
        }

        @Test(.enabled(if: Device.cpu.prefersBFloat16), arguments: cases)
        func `in bfloat16, too`(test: Case) throws {
            let ours = try run(test, isDirect: false, in: .bfloat16)
            let direct = try run(test, isDirect: true, in: .bfloat16)
            for (a, b) in zip(ours, direct).prefix(3) { #expect(a != b) }
        }
    #endif

    @Test(arguments: [cases[6], cases[7], cases[12]], [ScalarType.float32, .bfloat16])
    func `any number of threads gives the same bits`(test: Case, type: ScalarType) throws {
        let one = try run(test, isDirect: false, in: type)
        defer { try? Runtime.setThreads(1) }
        for threads in [2, 5] {
            try Runtime.setThreads(threads)
            #expect(try run(test, isDirect: false, in: type) == one)
        }
    }

    @Test
    func `a sample does not depend on the others of its batch`() throws {
        let key = RandomKey(seed: 5)
        let weight = try Tensor.empty([64, 32, 3, 3])
        try weight.fillNormal(Generator(key.derived("weight")))
        let batch = try Tensor.empty([3, 32, 16, 16])
        try batch.fillNormal(Generator(key.derived("input")))
        func convolved(_ samples: Range<Int>) throws -> [Float] {
            try batch.narrow(axis: 0, samples).channelsLast().convolution(weight: weight, padding: 1).floats
        }
        let all = try convolved(0..<3)
        let last = try convolved(2..<3)
        #expect(Array(all.suffix(last.count)) == last)
    }

    @Test
    func `what is not a number stays in sight`() throws {
        let input = try Tensor([Float](repeating: .nan, count: 4 * 32 * 64), shape: [4, 32, 8, 8]).channelsLast()
        for type in [ScalarType.float32, .bfloat16] {
            let weight = try Tensor.full([32, 32, 3, 3], 0.01).to(type, on: .cpu)
            let output = try input.to(type, on: .cpu).convolution(weight: weight, padding: 1).floats
            #expect(output.allSatisfy { $0.isNaN })
        }
    }
}
