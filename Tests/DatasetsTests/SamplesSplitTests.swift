import TesseraDatasets
import TesseraRandomness
import Testing

@Suite struct SamplesSplitTests {
    private let key = RandomKey(seed: 3)

    /// Each sample's one byte is its number.
    private func numbered(_ labels: [Int]) -> Samples {
        Samples(shape: [1, 1], channels: 1, bytes: labels.indices.map { UInt8($0) }, labels: labels)
    }

    @Test(arguments: [0, 0.1, 0.25, 0.5, 0.9]) func eachSampleIsInOnePartAndEachClassInItsShare(_ share: Double) throws
    {
        let samples = numbered((0..<200).map { $0 % 7 == 0 ? 0 : 1 + $0 % 3 })
        let (rest, held) = samples.split(share: share, key: key)
        #expect(try (bytes(rest) + bytes(held)).sorted() == samples.bytes)
        for part in [rest, held] {
            #expect(try bytes(part) == bytes(part).sorted())
            #expect(try part.labels == bytes(part).map { samples.labels[Int($0)] })
        }
        for label in 0..<4 {
            let (all, some) = (samples.labels.count { $0 == label }, held.labels.count { $0 == label })
            #expect(some == Int((share * Double(all)).rounded()))
        }
    }

    @Test func noClassLeavesTheFirstPart() throws {
        let (rest, held) = numbered([0, 1, 1, 2, 2, 2]).split(share: 0.9, key: key)
        #expect(Set(rest.labels) == [0, 1, 2] && held.count == 3)
    }

    @Test func theKeyDecides() throws {
        let samples = numbered((0..<100).map { $0 % 2 })
        let first = try bytes(samples.split(share: 0.5, key: key).held)
        #expect(try bytes(samples.split(share: 0.5, key: key).held) == first)
        #expect(try bytes(samples.split(share: 0.5, key: key.derived(1)).held) != first)
    }

    @Test func subsetsFollowTheirIndices() throws {
        let subset = numbered([5, 6, 7, 8]).subset([3, 0, 3])
        #expect(subset.bytes == [3, 0, 3] && subset.labels == [8, 5, 8])
    }
}
