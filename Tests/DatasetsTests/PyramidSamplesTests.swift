import TesseraRandomness
import Testing

@testable import TesseraDatasets

@Suite struct PyramidSamplesTests {
    private let base: Samples = {
        var stream = RandomKey(seed: 5).stream
        return Samples(
            shape: [12, 9], channels: 3, bytes: (0..<4 * 12 * 9 * 3).map { _ in UInt8(stream.integer(in: 0..<256)) },
            labels: [0, 1, 1, 0])
    }()

    @Test func givesWhatShrinkingGives() throws {
        let pyramid = PyramidSamples(base)
        for picture in [[6, 5], [3, 3], [6, 5]] {
            let wanted = base.shrunk(to: picture)
            let found = pyramid.shrunk(to: picture)
            #expect(found is Samples, "shrunk once, and in memory")
            #expect(try found.samples(in: found.wholeRegion).bytes == wanted.samples(in: wanted.wholeRegion).bytes)
        }
        #expect(pyramid.shrunk(to: [12, 9]) === pyramid)
        #expect(pyramid.samples(in: pyramid.wholeRegion).bytes == base.bytes && pyramid.labels == base.labels)
    }

    /// A fold's samples are some of what is kept.
    @Test func aPartOfThemIsThatOfTheKept() throws {
        let (rest, held) = PyramidSamples(base).split(isHeld: [false, true, false, true])
        for (part, indices) in [(rest, [0, 2]), (held, [1, 3])] {
            let shrunk = part.shrunk(to: [4, 3])
            let wanted = base.subset(indices).shrunk(to: [4, 3])
            #expect(try shrunk.samples(in: shrunk.wholeRegion).bytes == wanted.samples(in: wanted.wholeRegion).bytes)
            #expect(shrunk.labels == indices.map { base.labels[$0] })
        }
    }
}

extension PyramidSamples {
    fileprivate static func === (one: any SampleSource, other: PyramidSamples) -> Bool {
        (one as? PyramidSamples).map { ObjectIdentifier($0) == ObjectIdentifier(other) } ?? false
    }
}
