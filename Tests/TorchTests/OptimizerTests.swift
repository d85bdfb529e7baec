import TesseraRandomness
import Testing

@testable import TesseraTorch

@Suite struct OptimizerTests {
    static let rules: [(name: String, rule: Optimizer.Rule, decay: Double)] = [
        ("adam", .adam, 0), ("adam decay", .adam, 0.1), ("adamw decay", .adamW, 0.1), ("sgd", .sgd(momentum: 0), 0),
        ("sgd momentum", .sgd(momentum: 0.9), 0), ("sgd nesterov decay", .sgd(momentum: 0.9, nesterov: true), 0.1),
        // What has two axes is not a convolution's.
        ("adamw decay", .muon, 0.1),
    ]

    @Test(arguments: rules.indices)
    func agreesWithPyTorch(index: Int) throws {
        let (name, rule, decay) = Self.rules[index]
        let fixture = try Fixture("optimizers")
        let (x, y) = (try fixture.tensor("problem/x"), try fixture.tensor("problem/y"))
        let weight = try fixture.tensor("problem/weight")
        try weight.setRequiresGradient(true)
        let optimizer = try Optimizer(rule, training: [NamedTensor("weight", weight)], weightDecay: decay)
        for step in 1...5 {
            try optimizer.clearGradients()
            let error = try x.linear(weight: weight) - y
            try (error * error).sum().backward()
            try optimizer.step(learningRate: 0.01)
            try #expect(difference(weight, fixture.tensor("\(name)/\(step)")) < 1e-5, "\(name), step \(step)")
        }
    }

    /// The fused kernels go through memory without asking for its order: gradients and state must share the weights'.
    @Test(arguments: [Optimizer.Rule.adam, .adamW, .sgd(momentum: 0.9), .muon])
    func channelsLastWeightsTrainAsContiguousOnesDo(rule: Optimizer.Rule) throws {
        let key = RandomKey(seed: 3)
        let input = try Tensor.empty([4, 3, 6, 5])
        try input.fillNormal(Generator(key))
        let begin = try Tensor.empty([8, 3, 3, 3])
        try begin.fillNormal(Generator(key.derived("weight")))
        let results = try [false, true].map { channelsLast in
            let weight = channelsLast ? try begin.channelsLast() : try begin.clone()
            try weight.setRequiresGradient(true)
            let optimizer = try Optimizer(rule, training: [NamedTensor("weight", weight)], weightDecay: 0.01)
            let image = channelsLast ? try input.channelsLast() : input
            for _ in 0..<3 {
                try optimizer.clearGradients()
                try image.convolution(weight: weight, padding: 1).relu().mean().backward()
                let gradient = try #require(try weight.gradient)
                try #expect(gradient.strides == weight.strides)
                for named in optimizer.state where try named.tensor.shape == weight.shape {
                    try #expect(named.tensor.strides == weight.strides, "\(named.name)")
                }
                try optimizer.step(learningRate: 0.1)
            }
            return weight
        }
        try #expect(results[0].strides == [27, 9, 3, 1])
        try #expect(results[1].strides == [27, 1, 9, 3])
        try #expect(difference(results[1], results[0]) < 1e-5)
        try #expect(difference(results[0], begin) > 1e-3)
    }

    /// Jordan's iteration takes all singular values to about 1, whatever they were: written out here with our own products.
    @Test(arguments: [[6, 2, 3, 3], [20, 1, 2, 2]])
    func muonStepsChangeAllDirectionsAlike(shape: [Int]) throws {
        let key = RandomKey(seed: 5)
        let columns = shape.dropFirst().reduce(1, *)
        let weight = try Tensor.empty(shape).channelsLast()
        let bias = try Tensor.empty([shape[0]])
        for (index, tensor) in [weight, bias].enumerated() {
            try tensor.fillNormal(Generator(key.derived(index)))
            try tensor.setRequiresGradient(true)
        }
        let before = try weight.detach().clone()
        let optimizer = try Optimizer(
            .muon, training: [NamedTensor("weight", weight), NamedTensor("bias", bias)], weightDecay: 0.5)
        let input = try Tensor.empty([3, shape[1], 5, 4])
        try input.fillNormal(Generator(key.derived("input")))
        let output = try input.convolution(weight: weight, bias: bias)
        try (output * output).sum().backward()
        try optimizer.step(learningRate: 0.1)

        // What decay leaves is gone; what is left is minus the step.
        let step = try (before * 0.95 - weight.detach()).reshape([shape[0], columns]).floats
        let length = 0.1 * 0.2 * Double(max(shape[0], columns)).squareRoot()
        let rows = (0..<shape[0]).map { row in step[row * columns..<(row + 1) * columns].map { Double($0) / length } }
        let short = shape[0] <= columns ? rows : (0..<columns).map { column in rows.map { $0[column] } }
        // The squares of singular values: their sum is the trace, that of their squares the trace of the square.
        let squares = short.map { a in short.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
        let mean = squares.indices.reduce(0) { $0 + squares[$1][$1] } / Double(squares.count)
        let second = squares.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } } / Double(squares.count)
        #expect(mean > 0.5 && mean < 1.45)
        #expect(second - mean * mean < 0.2)
        #expect(try optimizer.state.first { $0.name == "weight.square" }?.tensor.count == 1)
    }

    @Test func sharesAreNeighboursOfAboutTheSameSize() {
        #expect(Optimizer.shares(of: [3, 3, 4, 2], for: 2) == [0..<2, 2..<4])
        #expect(Optimizer.shares(of: [10, 1, 1], for: 2) == [0..<1, 1..<3])
        for counts in [[], [5], [1, 2, 3, 4, 5], [100, 1, 1, 100]] {
            for members in 1...6 {
                let shares = Optimizer.shares(of: counts, for: members)
                #expect(shares.count == members && shares.flatMap(Array.init) == Array(counts.indices))
            }
        }
    }

    /// A parameter's step does not depend on who does it.
    @Test(arguments: [Optimizer.Rule.adamW, .sgd(momentum: 0), .sgd(momentum: 0.9), .muon])
    func aCrewStepsToTheSameBits(rule: Optimizer.Rule) throws {
        let key = RandomKey(seed: 4)
        func train(_ crew: Crew) throws -> [[Float]] {
            let weights = try (0..<5).map { index in
                let weight = try Tensor.empty(index.isMultiple(of: 2) ? [7 + index] : [4, 3, index])
                try weight.fillNormal(Generator(key.derived(index)))
                try weight.setRequiresGradient(true)
                return weight
            }
            let named = weights.enumerated().map { NamedTensor("\($0)", $1) }
            let optimizer = try Optimizer(rule, training: named, weightDecay: 0.01, crew: crew)
            for _ in 0..<3 {
                try optimizer.clearGradients()
                for weight in weights { try (weight * weight).sum().backward() }
                try optimizer.step(learningRate: 0.1)
            }
            return try weights.map { try $0.floats }
        }
        #expect(try train(Crew(3, threads: 1)) == train(.alone))
    }

    @Test func aMissingGradientChangesNothing() throws {
        let weight = try Tensor.full([2], 1)
        try weight.setRequiresGradient(true)
        let optimizer = try Optimizer(.adam, training: [NamedTensor("weight", weight)])
        #expect(throws: TorchError.self) { try optimizer.step(learningRate: 0.1) }
        let step = try #require(optimizer.state.first { $0.name == "weight.step" })
        try #expect(step.tensor.item == 0)
        try #expect(weight.floats == [1, 1])
    }

    /// Saved and loaded between steps, training goes on to the same bits.
    @Test(arguments: [Optimizer.Rule.adam, .sgd(momentum: 0.9)])
    func resumesToTheSameBits(rule: Optimizer.Rule) throws {
        func train(interrupted: Bool) throws -> [Float] {
            var weight = try Tensor([0.5, -1, 2], shape: [3])
            try weight.setRequiresGradient(true)
            var optimizer = try Optimizer(rule, training: [NamedTensor("weight", weight)])
            for step in 0..<6 {
                if interrupted, step == 3 {
                    let kept = try Safetensors(of: [NamedTensor("weight", weight)] + optimizer.state)
                    weight = try Tensor.full([3], 0)
                    try weight.setRequiresGradient(true)
                    optimizer = try Optimizer(rule, training: [NamedTensor("weight", weight)])
                    try kept.load(into: [NamedTensor("weight", weight)] + optimizer.state)
                }
                try optimizer.clearGradients()
                try (weight * weight).sum().backward()
                try optimizer.step(learningRate: 0.1)
            }
            return try weight.floats
        }
        try #expect(train(interrupted: true) == train(interrupted: false))
    }
}
