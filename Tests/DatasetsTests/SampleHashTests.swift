import TesseraDatasets
import Testing

@Suite struct SampleHashTests {
    private func samples(_ bytes: [UInt8], shape: [Int] = [2, 2]) -> Samples {
        let count = bytes.count / shape.reduce(1, *)
        return Samples(shape: shape, channels: 1, bytes: bytes, labels: Array(repeating: 0, count: count))
    }

    @Test func `equal samples have one hash, others have others`() throws {
        let hashes = try samples([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 5]).hashes()
        #expect(hashes.count == 3 && hashes[0] == hashes[1] && hashes[0] != hashes[2])
        // The same values in another shape are another sample.
        #expect(try samples([1, 2, 3, 4], shape: [1, 4]).hashes() != [hashes[0]])
    }

    @Test func `hashes stay what they are, as files hold them`() throws {
        let hash = try samples([1, 2, 3, 4]).hashes()[0]
        #expect("\(hash)" == "3befb0e54d5aca42")
        #expect(SampleHash("\(hash)") == hash)
        for text in ["", "123", "+123456789abcdef", "0123456789abcdeg", "0123456789abcdef0"] {
            #expect(SampleHash(text) == nil, "\(text)")
        }
    }

    @Test func equalSamplesOnBothSidesAreCounted() throws {
        let hashes = try Samples(shape: [1, 1], channels: 1, bytes: [1, 2, 3, 1], labels: [0, 0, 0, 0]).hashes()
        #expect(SampleHash.overlap(of: hashes[..<2], with: hashes[2...])?.hasPrefix("1 of the 2 samples") == true)
        #expect(SampleHash.overlap(of: hashes[..<2], with: hashes[2..<3]) == nil)
    }
}
