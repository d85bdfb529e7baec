import TesseraDatasets
import Testing

@Suite struct JoinedSamplesTests {
    private func samples(_ bytes: [UInt8], label: Int) -> Samples {
        Samples(shape: [1], channels: 1, bytes: bytes, labels: bytes.map { _ in label })
    }

    @Test func `samples of several sources come one source after the other`() throws {
        let joined = JoinedSamples([
            samples([], label: 0), samples([1, 2], label: 1), samples([], label: 2), samples([3], label: 3),
        ])
        #expect(joined.labels == [1, 1, 3] && joined.shape == [1] && joined.channels == 1)
        #expect(try (0..<3).map { try joined.values(of: $0, in: joined.wholeRegion) } == [[1], [2], [3]])
        #expect((0..<3).map(joined.name) == ["sample 0", "sample 1", "sample 0"])
    }
}
