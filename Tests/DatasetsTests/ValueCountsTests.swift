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

    @Test func valuesThatLookWrongAreTold() throws {
        func counts(_ bytes: [UInt8]) throws -> ValueCounts {
            try ValueCounts(of: Samples(shape: [1, bytes.count], channels: 1, bytes: bytes, labels: [0]))
        }
        let spread = try counts((0...255).map { UInt8($0) })
        #expect(
            spread.levels == (256, 255) && spread.oddity(isWindowed: true) == nil
                && spread.oddity(isWindowed: false) == nil)
        let dark = try counts((0..<160).map { UInt8($0 % 16) })
        #expect(dark.oddity(isWindowed: false)?.contains("no value is above 15 of 255, and 16 of 256 levels") == true)
        let cut = try counts([UInt8](repeating: 255, count: 50) + [UInt8](repeating: 0, count: 45) + [1, 2, 3, 4, 5])
        #expect(cut.ends == (0.45, 0.5))
        #expect(
            cut.oddity(isWindowed: true)?.contains("95 % of all values") == true && cut.oddity(isWindowed: false) == nil
        )
    }
}
