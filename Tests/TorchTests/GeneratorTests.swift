import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraTorch

@Suite struct GeneratorTests {
    private func normals(_ key: RandomKey, count: Int = 100) throws -> [Float] {
        let tensor = try Tensor.empty([count])
        try tensor.fillNormal(mean: 2, deviation: 3, Generator(key))
        return try tensor.floats
    }

    @Test func equalKeysGiveEqualNumbersOnEveryThread() async throws {
        let key = RandomKey(seed: 4)
        let here = try normals(key)
        let there = try await onThread { try normals(key) }
        #expect(here == there)
        try #expect(here != normals(key.derived(1)))
    }

    /// A part's numbers are its own: others' draws before do not matter.
    @Test func partsDoNotSwayEachOther() throws {
        func part(_ index: Int, after draws: Int) throws -> [Float] {
            let mode = Mode.training(try Generator(RandomKey(seed: 4)))
            guard case .training(let generator?) = mode, case .training(let part?) = try mode.part(index) else {
                return []
            }
            let tensor = try Tensor.empty([8])
            for _ in 0..<draws { try tensor.fillUniform(0, 1, generator) }
            try tensor.fillUniform(0, 1, part)
            return try tensor.floats
        }
        #expect(try part(1, after: 0) == part(1, after: 5))
        #expect(try part(1, after: 0) != part(2, after: 0))
        guard case .evaluation = try Mode.evaluation.part(3) else {
            Issue.record("evaluation draws nothing")
            return
        }
    }

    @Test func aGeneratorGoesOn() throws {
        let generator = try Generator(RandomKey(seed: 4))
        let tensor = try Tensor.empty([8])
        try tensor.fillUniform(-1, 1, generator)
        let first = try tensor.floats
        try tensor.fillUniform(-1, 1, generator)
        try #expect(tensor.floats != first)
        #expect(first.allSatisfy { (-1..<1).contains($0) })
    }

    @Test func normalNumbersHaveTheirMoments() throws {
        let numbers = try normals(RandomKey(seed: 6), count: 20_000)
        let mean = numbers.reduce(0, +) / 20_000
        let variance = numbers.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
        #expect(abs(mean - 2) < 0.1)
        #expect(abs(variance - 9) < 0.4)
    }
}
