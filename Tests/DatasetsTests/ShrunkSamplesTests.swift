import TesseraDecomposition
import TesseraRandomness
import Testing

@testable import TesseraDatasets

@Suite struct ShrunkSamplesTests {
    private func noise(_ shape: [Int], channels: Int, count: Int = 2) -> Samples {
        var stream = RandomKey(seed: 3).stream
        let size = shape.reduce(channels, *) * count
        return Samples(
            shape: shape, channels: channels, bytes: (0..<size).map { _ in UInt8(stream.integer(in: 0..<256)) },
            labels: Array(0..<count))
    }

    @Test func theSameSizeIsTheSame() throws {
        let samples = noise([6, 5], channels: 3)
        let same = samples.shrunk(to: [6, 5])
        #expect(try same.samples(in: same.wholeRegion).bytes == samples.bytes)
    }

    @Test func aRampStaysOne() throws {
        let ramp = Samples(shape: [4, 16], channels: 1, bytes: (0..<64).map { UInt8($0 % 16 * 10) }, labels: [0])
        let values = try ramp.shrunk(to: [2, 4]).values(of: 0, in: Region(of: [2, 4]))
        // In the middle the mean of four; at the ends the triangle is cut off.
        #expect(values[1] == 55 && values[2] == 95 && values[0] < 25 && values[3] > 125)
        #expect(values[..<4] == values[4...])
    }

    /// What the exported graph multiplies with is what samples are shrunk by, in any number of axes and channels.
    @Test(arguments: [([9], 1), ([9, 7], 3), ([6, 5, 8], 2)]) func areProductsOfTheWeights(shape: [Int], channels: Int)
        throws
    {
        let samples = noise(shape, channels: channels, count: 1)
        let picture = shape.map { ($0 + 2) / 3 }
        let found = try samples.shrunk(to: picture).values(of: 0, in: Region(of: picture))
        var values = samples.bytes.map { Double($0) }
        var sides = shape
        for axis in shape.indices {
            let weights = resamplingWeights(from: shape[axis], to: picture[axis])
            let behind = sides[(axis + 1)...].reduce(channels, *)
            let before = values.count / behind / shape[axis]
            var next = [Double](repeating: 0, count: before * picture[axis] * behind)
            for (row, place, rest) in (0..<before).flatMap({ row in
                (0..<picture[axis]).flatMap { place in (0..<behind).map { (row, place, $0) } }
            }) {
                for source in 0..<shape[axis] {
                    next[(row * picture[axis] + place) * behind + rest] +=
                        Double(weights[source * picture[axis] + place])
                        * values[(row * shape[axis] + source) * behind + rest]
                }
            }
            (values, sides[axis]) = (next, picture[axis])
        }
        #expect(found.count == values.count)
        #expect(zip(found, values).allSatisfy { abs(Double($0) - $1) <= 0.5 + 1e-3 })
    }

    @Test func aPartIsThatOfTheWhole() throws {
        let samples = noise([12, 10], channels: 1)
        let shrunk = samples.shrunk(to: [5, 4])
        let whole = try shrunk.values(of: 1, in: Region(of: [5, 4]))
        let part = try shrunk.values(of: 1, in: Region([[1, 3], [0, 2, 3]]))
        #expect(part == [4, 6, 7, 12, 14, 15].map { whole[$0] })
    }

    /// A shift of four pixels is one of the shrunk picture's: all views of a sample move together.
    @Test func augmentationIsInPixelsOfTheWholePicture() {
        let transform = Transform(isFlipped: true, shift: SIMD4(4, -8, 0, 0), angle: 0.1)
        let shrunk = transform.shrunk(from: [32, 32], to: [8, 8])
        #expect(shrunk.shift == SIMD4(1, -2, 0, 0) && shrunk.isFlipped && shrunk.angle == 0.1)
    }
}
