import TesseraDatasets
import Testing

struct ValueCountsTests {
    /// Shares of the samples, wherever they are counted, add up to all of them.
    @Test(arguments: 1...6) func sharesAddUp(step: Int) throws {
        let samples = noisySamples(5, shape: [4, 3], channels: 2)
        let whole = try ValueCounts(of: samples)
        #expect(whole.counts.map { $0.reduce(0, +) } == [60, 60])
        var sum = try ValueCounts(of: samples, from: 0, step: step)
        for first in 1..<max(1, step) { sum.add(try ValueCounts(of: samples, from: first, step: step)) }
        #expect(sum == whole)
        #expect(try Normalization(sum) == Normalization(of: samples))
    }
}
