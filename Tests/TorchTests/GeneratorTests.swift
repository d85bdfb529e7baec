import Randomness
import Testing

@testable import Torch

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
