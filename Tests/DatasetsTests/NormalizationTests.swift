import TesseraDatasets
import Testing

struct NormalizationTests {
    @Test func meanAndDeviationOfEachChannel() throws {
        let samples = Samples(
            shape: [1, 2], channels: 3, bytes: [0, 7, 1, 255, 7, 2, 0, 7, 3, 255, 7, 4], labels: [0, 1])
        let normalization = try Normalization(of: samples)
        #expect(normalization.mean == [127.5, 7, 2.5])
        #expect(normalization.deviation == [127.5, 1, 1.25.squareRoot()])
    }

    @Test func agreesWithTheDefinition() throws {
        let samples = noisySamples(7, shape: [5, 4, 3], channels: 2)
        let normalization = try Normalization(of: samples)
        for channel in 0..<2 {
            let values = samples.bytes.indices.filter { $0 % 2 == channel }.map { Double(samples.bytes[$0]) }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
            #expect(abs(normalization.mean[channel] - mean) < 1e-9)
            #expect(abs(normalization.deviation[channel] - variance.squareRoot()) < 1e-9)
        }
    }
}
