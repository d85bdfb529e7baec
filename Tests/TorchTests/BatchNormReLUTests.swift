import TesseraRandomness
import TesseraTorch
import Testing

/// The fused kernels against the layers one by one.
struct BatchNormReLUTests {
    /// One case: an input's shape, the pooling, the type.
    struct Case: CustomTestStringConvertible, Sendable {
        let shape: [Int]
        let pool: Int?
        var isAdded = false
        var rectifier = BatchNormReLU.Rectifier.relu
        let type: ScalarType
        var testDescription: String { "\(shape), pool \(pool ?? 0)\(isAdded ? ", added" : ""), \(rectifier), \(type)" }
    }

    static let cases: [Case] = {
        // Channels that fill blocks of 32, 16 and 8 and leave a rest; sides that windows do not cover; over 1,024 rows.
        let shapes = [
            [3, 33, 5, 7], [4, 59, 6, 6], [2, 1, 9, 4], [5, 32, 20, 18], [2, 17, 4, 5, 6], [1, 8, 2, 2],
            [7, 11, 13, 13],
        ]
        let added = shapes.flatMap { shape in
            [ScalarType.float32, .bfloat16].map { Case(shape: shape, pool: nil, isAdded: true, type: $0) }
        }
        let others = shapes.flatMap { shape in
            [BatchNormReLU.Rectifier.relu6, .none].flatMap { rectifier in
                [(true, ScalarType.float32), (false, .float32), (true, .bfloat16), (false, .bfloat16)].map {
                    Case(shape: shape, pool: nil, isAdded: $0, rectifier: rectifier, type: $1)
                }
            }
        }
        return added + others
            + shapes.flatMap { shape in
                [nil, 2, 3].flatMap { pool in
                    [ScalarType.float32, .bfloat16].compactMap { type in
                        shape.dropFirst(2).allSatisfy { $0 >= pool ?? 1 }
                            ? Case(shape: shape, pool: pool, type: type) : nil
                    }
                }
            }
    }()

    /// Output, gradients of input, weight and bias, and running statistics.
    private func run(_ test: Case, fused: Bool, mode: Mode) throws -> [[Float]] {
        let key = RandomKey(seed: 7)
        let norm = try BatchNorm(test.shape[1])
        for (index, named) in norm.state.enumerated() {
            let values = try Tensor.empty([test.shape[1]])
            try values.fillUniform(0.5, 1.5, Generator(key.derived(index)))
            try named.tensor.copy(from: values)
        }
        let drawn = try Tensor.empty(test.shape)
        try drawn.fillNormal(mean: 3, deviation: 2, Generator(key.derived("input")))
        let input = try drawn.channelsLast().to(test.type, on: .cpu).clone()
        try input.setRequiresGradient(mode.isTraining)
        var shortcut: Tensor?
        if test.isAdded {
            let drawn = try Tensor.empty(test.shape)
            try drawn.fillNormal(mean: -0.5, deviation: 1, Generator(key.derived("shortcut")))
            shortcut = try drawn.channelsLast().to(test.type, on: .cpu).clone()
            try shortcut?.setRequiresGradient(mode.isTraining)
        }

        var output: Tensor
        if fused {
            output = try withGradient(mode.isTraining) {
                try BatchNormReLU(norm, test.rectifier, pool: test.pool).forward(input, adding: shortcut, in: mode)
            }
        } else {
            output = try norm.forward(input, in: mode)
            if let shortcut { output = try output + shortcut }
            switch test.rectifier {
            case .relu: output = try output.relu()
            case .relu6: output = try output.relu6()
            case .none: break
            }
            if let pool = test.pool { output = try output.maxPool(pool) }
        }
        var results = [try output.floats]
        if mode.isTraining {
            let gradient = try Tensor.empty(output.shape)
            try gradient.fillNormal(Generator(key.derived("gradient")))
            try output.backward(gradient.to(test.type, on: .cpu))
            for tensor in [input] + norm.parameters { results.append(try #require(try tensor.gradient).floats) }
            for named in norm.state where !named.isTrained { results.append(try named.tensor.floats) }
            if let shortcut { results.append(try #require(try shortcut.gradient).floats) }
        }
        return results
    }

    private func withGradient<Result>(_ enabled: Bool, _ body: () throws -> Result) throws -> Result {
        enabled ? try body() : try withoutGradient(body)
    }

    @Test(arguments: cases.filter { $0.type == .float32 }, InstructionSet.available)
    func `training in float32 agrees to 1e-5`(test: Case, set: InstructionSet) throws {
        let fused = try withInstructionSet(atMost: set) { try run(test, fused: true, mode: .training(nil)) }
        let plain = try run(test, fused: false, mode: .training(nil))
        #expect(fused.map { $0.count } == plain.map { $0.count })
        for (a, b) in zip(fused, plain) { #expect(difference(a, b) < 1e-5) }
    }

    @Test(arguments: cases.filter { $0.type == .bfloat16 }, InstructionSet.available)
    func `training in bfloat16 agrees to its rounding`(test: Case, set: InstructionSet) throws {
        let fused = try withInstructionSet(atMost: set) { try run(test, fused: true, mode: .training(nil)) }
        let plain = try run(test, fused: false, mode: .training(nil))
        #expect(difference(fused[0], plain[0]) < 1.0 / 128)
        // Where rounding makes two values of a window equal, the layers one by one pick another of them: the gradient
        // goes elsewhere, in few places. So the input's gradient is compared on the mean.
        let mean = zip(fused[1], plain[1]).map { abs($0 - $1) }.reduce(0, +) / Float(fused[1].count)
        let scale = plain[1].map(abs).reduce(0, +) / Float(plain[1].count)
        #expect(mean < 0.05 * max(scale, 1e-3))
        // Of an added shortcut rounding also decides which sums are above 0.
        for index in 2..<4 { #expect(difference(fused[index], plain[index]) < (test.isAdded ? 0.15 : 0.05)) }
        for index in 4..<6 { #expect(difference(fused[index], plain[index]) < 1e-3) }
        if test.isAdded {
            // Where rounding decides on which side of 0 a sum lies, the whole gradient goes or stays.
            let differing = zip(fused[6], plain[6]).count { $0 != $1 }
            #expect(Double(differing) < 0.03 * Double(fused[6].count) + 2)
        }
    }

    @Test(arguments: cases.filter { $0.type == .float32 })
    func `evaluation agrees to 1e-5`(test: Case) throws {
        let fused = try run(test, fused: true, mode: .evaluation)
        let plain = try run(test, fused: false, mode: .evaluation)
        #expect(difference(fused[0], plain[0]) < 1e-5)
    }

    @Test
    func `the number of threads does not change a bit`() throws {
        let test = Case(shape: [9, 40, 15, 16], pool: 2, type: .float32)
        let one = try run(test, fused: true, mode: .training(nil))
        try Runtime.setThreads(2)
        defer { try? Runtime.setThreads(1) }
        let two = try run(test, fused: true, mode: .training(nil))
        #expect(two == one)
    }

    @Test
    func `what is not a number stays so`() throws {
        let norm = try BatchNorm(8)
        let input = try Tensor([Float](repeating: .nan, count: 8 * 8), shape: [2, 8, 2, 2]).channelsLast()
        let output = try BatchNormReLU(norm).forward(input, in: .training(nil)).floats
        #expect(output.allSatisfy { $0.isNaN })
    }
}
