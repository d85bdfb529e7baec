import TesseraRandomness
import TesseraTorch
import Testing

/// Winograd's convolutions against libtorch's own.
struct WinogradTests {
    /// One convolution of 3x3 or 3x3x3.
    struct Case: CustomTestStringConvertible, Sendable {
        let batch: Int
        let inputs: Int
        let outputs: Int
        let shape: [Int]
        var hasBias = false
        /// Weights as PyTorch's files hold them, rather than channels-last as a training does.
        var isContiguous = false
        var testDescription: String {
            "\(batch) of \([inputs] + shape) to \(outputs)\(hasBias ? ", bias" : "")\(isContiguous ? ", contiguous" : "")"
        }
    }

    // Tiles of 4x4 and, where they cover less in vain, of 2x2; odd sides, sides of one and two; channels that fill panels and
    // vectors or do not. The last three have several blocks with any instructions, the volume several in one row of tiles.
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
        Case(batch: 3, inputs: 20, outputs: 40, shape: [9, 6], isContiguous: true),
        Case(batch: 2, inputs: 20, outputs: 23, shape: [5, 6, 5], isContiguous: true),
        Case(batch: 5, inputs: 32, outputs: 48, shape: [22, 27]),
        Case(batch: 30, inputs: 16, outputs: 24, shape: [6, 6]),
        Case(batch: 2, inputs: 45, outputs: 64, shape: [40, 9, 12]),
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
        try convolved(test, isDirect: isDirect, in: type).results
    }

    /// The same, and whether the library takes Winograd's algorithm for the case here.
    private func convolved(
        _ test: Case, isDirect: Bool, in type: ScalarType = .float32
    ) throws -> (results: [[Float]], takesWinograd: Bool) {
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
        let drawnWeight = try drawn("weight", [test.outputs, test.inputs] + window, deviation: deviation)
        let weight = test.isContiguous ? drawnWeight : try drawnWeight.channelsLast().clone()
        let bias = test.hasBias ? try drawn("bias", [test.outputs], deviation: 1) : nil
        let trained = [input, weight] + (bias.map { [$0] } ?? [])
        for tensor in trained { try tensor.setRequiresGradient(true) }
        let (output, takesWinograd) = try withAutocast(to: type, on: .cpu) {
            (
                try input.convolution(weight: weight, bias: bias, padding: 1, isDirect: isDirect),
                try input.takesWinograd(weight: weight, padding: 1)
            )
        }
        #expect(try output.type == type)
        try output.backward(drawn("gradient", output.shape, deviation: 1).to(output.type, on: .cpu).channelsLast())
        return (try [output.floats] + trained.map { try #require(try $0.gradient).floats }, takesWinograd)
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

    /// Points are rounded to bfloat16 once, like the factors of libtorch's sums: 2^-8 of a value.
    ///
    /// Without AVX-512 BF16 it would be libtorch with itself, which rounds more often there.
    @Test(.enabled(if: Device.cpu.prefersBFloat16), arguments: cases)
    func `in bfloat16 they agree to its rounding`(test: Case) throws {
        let ours = try run(test, isDirect: false, in: .bfloat16)
        let direct = try run(test, isDirect: true)
        for (a, b) in zip(ours, direct) { #expect(difference(a, b) < 0.01) }
    }

    /// Where the library takes Winograd's algorithm its bits are others than libtorch's, else they are the same: which
    /// shapes take it on which processor is the library's to say.
    @Test(arguments: cases + narrow, sets)
    func `it is another algorithm where the library says so`(test: Case, set: InstructionSet) throws {
        let (ours, takesWinograd) = try withInstructionSet(atMost: set) { try convolved(test, isDirect: false) }
        let direct = try run(test, isDirect: true)
        for (a, b) in zip(ours, direct).prefix(3) {
            // Told apart first: arrays are too long to be printed.
            let differs = a != b
            #expect(differs == takesWinograd)
        }
    }

    @Test(.enabled(if: Device.cpu.prefersBFloat16), arguments: cases + narrow)
    func `in bfloat16, too`(test: Case) throws {
        let (ours, takesWinograd) = try convolved(test, isDirect: false, in: .bfloat16)
        let direct = try run(test, isDirect: true, in: .bfloat16)
        for (a, b) in zip(ours, direct).prefix(3) {
            // Told apart first: arrays are too long to be printed.
            let differs = a != b
            #expect(differs == takesWinograd)
        }
    }

    /// Else the tests above compare libtorch with itself: what a VGG9 is made of takes it with any vectors.
    @Test(arguments: sets)
    func `wide layers take it`(set: InstructionSet) throws {
        let types: [ScalarType] = Device.cpu.prefersBFloat16 ? [.float32, .bfloat16] : [.float32]
        for type in types {
            let limit = type == .bfloat16 ? InstructionSet.avx512BFloat16 : set
            let taken = try withInstructionSet(atMost: limit) {
                try convolved(Self.cases[6], isDirect: false, in: type)
            }
            #expect(taken.takesWinograd, "\(type)")
        }
    }

    /// Ours do; libtorch's own split some sums by the number of threads.
    @Test(
        arguments: [cases[6], cases[7], cases[12]] + cases.suffix(3),
        Device.cpu.prefersBFloat16 ? [ScalarType.float32, .bfloat16] : [.float32])
    func `any number of threads gives the same bits`(test: Case, type: ScalarType) throws {
        try Runtime.setThreads(1)
        let (one, takesWinograd) = try convolved(test, isDirect: false, in: type)
        guard takesWinograd else { return }
        defer { try? Runtime.setThreads(1) }
        for threads in [2, 5] {
            try Runtime.setThreads(threads)
            let isSame = try run(test, isDirect: false, in: type) == one
            #expect(isSame, "\(threads) threads")
        }
    }

    @Test(.enabled(if: !sets.isEmpty, "libtorch's own sums may depend on the batch"))
    func `a sample does not depend on the others of its batch`() throws {
        let key = RandomKey(seed: 5)
        let weight = try Tensor.empty([64, 32, 3, 3])
        try weight.fillNormal(Generator(key.derived("weight")))
        let batch = try Tensor.empty([16, 32, 16, 16])
        try batch.fillNormal(Generator(key.derived("input")))
        func convolved(_ samples: Range<Int>) throws -> [Float] {
            try batch.narrow(axis: 0, samples).channelsLast().convolution(weight: weight, padding: 1).floats
        }
        let all = try convolved(0..<16)
        for sample in [0, 7, 15] {
            let own = try convolved(sample..<sample + 1)
            #expect(Array(all[sample * own.count..<(sample + 1) * own.count]) == own)
        }
    }

    /// Layers that are not trained, and the first layer's input, ask for one gradient only.
    @Test(arguments: [true, false])
    func `one gradient is that of both`(isOfInput: Bool) throws {
        let test = Self.cases[0]
        func gradient(alone: Bool) throws -> [Float] {
            let key = RandomKey(seed: 7)
            let input = try Tensor.empty([test.batch, test.inputs] + test.shape)
            try input.fillNormal(Generator(key.derived("input")))
            let weight = try Tensor.empty([test.outputs, test.inputs, 3, 3])
            try weight.fillNormal(Generator(key.derived("weight")))
            let (last, kernel) = (try input.channelsLast().clone(), try weight.channelsLast().clone())
            if isOfInput || !alone { try last.setRequiresGradient(true) }
            if !isOfInput || !alone { try kernel.setRequiresGradient(true) }
            let output = try last.convolution(weight: kernel, padding: 1)
            try output.backward(Tensor.full(output.shape, 0.5).channelsLast())
            #expect(try !alone || (isOfInput ? kernel : last).gradient == nil)
            return try #require(try (isOfInput ? last : kernel).gradient).floats
        }
        #expect(try gradient(alone: true) == gradient(alone: false))
    }

    @Test
    func `what does not fit is refused as libtorch does`() throws {
        let weight = try Tensor.full([32, 32, 3, 3, 3], 1)
        #expect(throws: TorchError.self) {
            try Tensor.full([1, 32, 4, 4, 0], 1).channelsLast().convolution(weight: weight, padding: 1)
        }
        let input = try Tensor.full([4, 32, 8, 8], 1).channelsLast()
        #expect(throws: TorchError.self) {
            try input.convolution(
                weight: Tensor.full([32, 32, 3, 3], 1), bias: Tensor.full([1], 1), padding: 1)
        }
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
