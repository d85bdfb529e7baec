import TesseraRandomness
import Testing

struct RandomStreamTests {
    @Test("The numbers are the same for ever") func reference() {
        var stream = RandomKey(seed: 1).stream
        #expect(stream.next() == 0xbff7_5335_26b1_90ba)
        #expect(stream.uniform() == 0.1153607782596513)
        #expect((0..<8).map { _ in stream.integer(in: -4...4) } == [-2, -1, -1, 0, 2, 2, 0, 4])
    }

    @Test func aStreamStartsAfresh() {
        let key = RandomKey(seed: 2)
        var first = key.stream
        var second = key.stream
        #expect(first.next() == second.next())
        #expect(first.next() != key.derived(0).value)
    }

    @Test func integersAreUniform() {
        var stream = RandomKey(seed: 4).stream
        var counts = [Int](repeating: 0, count: 9)
        for _ in 0..<9000 {
            counts[stream.integer(in: -4...4) + 4] += 1
        }
        #expect(counts.allSatisfy { abs($0 - 1000) < 150 })
    }

    @Test func rangesOfAnyWidth() {
        var stream = RandomKey(seed: 6).stream
        #expect(stream.integer(in: 3...3) == 3)
        #expect(stream.integer(in: 3..<4) == 3)
        #expect(stream.integer(in: Int.min..<Int.min + 1) == .min)
        let wide = (0..<100).map { _ in stream.integer(in: Int.min...Int.max) }
        #expect(wide.contains { $0 < 0 } && wide.contains { $0 > 0 })
    }

    @Test func uniformNumbersFillTheUnitInterval() {
        var stream = RandomKey(seed: 8).stream
        let numbers = (0..<10_000).map { _ in stream.uniform() }
        #expect(numbers.allSatisfy { 0 <= $0 && $0 < 1 })
        #expect(abs(numbers.reduce(0, +) / 10_000 - 0.5) < 0.02)
    }
}
