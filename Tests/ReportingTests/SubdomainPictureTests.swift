import Testing

@testable import TesseraReporting

struct SubdomainPictureTests {
    private func sheet(overlap: Int, samples: Int = 1, caption: String = "") -> Raster {
        let (lower, upper) = (0..<2 + overlap, 2 - overlap..<4)
        let boxes = [(lower, lower), (lower, upper), (upper, lower), (upper, upper)].map(Area.init(rows:columns:))
        let sample = SubdomainPicture.Sample(
            rows: 4, columns: 4, channels: 1, bytes: [UInt8](repeating: 0, count: 16), className: caption)
        let all = [SubdomainPicture.Sample](repeating: sample, count: samples)
        return SubdomainPicture(samples: all, boxes: boxes, gridRows: 2, gridColumns: 2).draw()
    }

    private func count(_ colour: Colour, in raster: Raster) -> Int {
        raster.area.rows.reduce(0) { sum, row in
            sum + raster.area.columns.reduce(0) { $0 + (raster[row, $1] == colour ? 1 : 0) }
        }
    }

    /// With pixels as squares of 45: two bands of 90 x 180 cross, four boxes meet in the middle.
    @Test func onlyOverlapsAreTinted() {
        let pair = Colour.black.mixed(with: Colour(hex: 0xFFD43B), share: 0.4)
        let four = Colour.black.mixed(with: Colour(hex: 0xFFD43B), share: 0.6)
        #expect(count(pair, in: sheet(overlap: 0)) == 0)
        #expect(count(pair, in: sheet(overlap: 1)) > 12_000)
        #expect(count(four, in: sheet(overlap: 1)) > 6_000)
    }

    @Test func eachBoxHasItsColourInBothPictures() {
        let raster = sheet(overlap: 0)
        for hex in [0x1F77B4, 0xFF7F0E, 0xD62728, 0x9467BD] as [UInt32] {
            // The frame inside a square of 90 pixels, and the one outside of it.
            #expect(count(Colour(hex: hex), in: raster) == 4 * 2 * 88 + 4 * 2 * 92)
        }
    }

    @Test func samplesStandInRowsOfTwo() {
        let (one, two, three) = (sheet(overlap: 0), sheet(overlap: 0, samples: 2), sheet(overlap: 0, samples: 3))
        #expect(two.height == one.height && two.width > 2 * one.width - 60)
        #expect(three.width == two.width && three.height > two.height)
    }

    @Test func captionsFit() {
        let ink = Colour(hex: 0x333333)
        #expect(count(ink, in: sheet(overlap: 0)) == 0)
        let long = sheet(overlap: 0, caption: String(repeating: "wide ", count: 50))
        #expect(count(ink, in: long) > 100)
        #expect(long.width == sheet(overlap: 0).width)
    }

    @Test func pixelsOfTheSampleShowTwice() {
        // Two pictures of 180 x 180, the first less its frames.
        #expect(count(.black, in: sheet(overlap: 0)) == 2 * 180 * 180 - 4 * (4 * 2 * 88))
    }
}
