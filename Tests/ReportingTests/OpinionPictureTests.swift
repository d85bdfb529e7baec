import Testing

@testable import TesseraReporting

struct OpinionPictureTests {
    private typealias Opinion = OpinionPicture.Opinion
    private let same = Colour(hex: 0x0072B2)
    private let other = Colour(hex: 0xD55E00)

    /// One grey picture of `side` pixels, halved, with these opinions left and right.
    private func sheet(_ opinions: [Opinion], side: Int = 36, views: Int = 1, samples: Int = 1) -> Raster {
        let picture = Raster(
            width: side, height: side, channels: 1, bytes: [UInt8](repeating: 128, count: side * side))
        let halves = [0..<side / 2, side / 2..<side].enumerated().map { (subdomain: $0, range: $1) }
        let areas = halves.map { (subdomain: $0.subdomain, area: Area(rows: 0..<side, columns: $0.range)) }
        let sample = OpinionPicture.Sample(
            views: [OpinionPicture.View](repeating: (picture, areas), count: views), opinions: opinions,
            decision: "cat 0.75", name: "cat.jpg")
        return OpinionPicture(samples: [OpinionPicture.Sample](repeating: sample, count: samples)).draw()
    }

    private func opinion(_ probability: Double, isSame: Bool) -> Opinion {
        Opinion(className: isSame ? "cat" : "dog", probability: probability, isSame: isSame)
    }

    /// The row of the picture's upper border, from its left end, without the margin.
    private func frame(_ sheet: Raster, _ columns: Range<Int>) -> [Colour] { columns.map { sheet[24, 24 + $0] } }

    @Test func framesAreWholeWhereOpinionsAreTheSame() {
        let drawn = sheet([opinion(0.9, isSame: true), opinion(0.6, isSame: false)])
        #expect(frame(drawn, 0..<180).allSatisfy { $0 == same })
        let broken = frame(drawn, 180..<360)
        #expect((80...100).contains(broken.count { $0 == other }) && !broken.contains(same))
    }

    /// In the middle of a half, far from label and frame, the tint is the farther from grey the surer the opinion.
    @Test(arguments: [true, false]) func theSurerTheStronger(isSame: Bool) {
        let distances = [0.1, 0.4, 0.7, 1].map { probability in
            let colour = sheet([opinion(probability, isSame: isSame), opinion(1, isSame: true)])[24 + 200, 24 + 90]
            return abs(Int(colour.red) - 128) + abs(Int(colour.green) - 128) + abs(Int(colour.blue) - 128)
        }
        #expect(distances == distances.sorted() && Set(distances).count == 4, "\(distances)")
    }

    /// Areas without room for a label have none, and nothing traps.
    @Test(arguments: [2, 3, 5, 50, 359, 2000]) func anySize(side: Int) {
        let drawn = sheet([opinion(.nan, isSame: true), opinion(7, isSame: false)], side: side)
        #expect(drawn.width < 1500 && drawn.height < 1500)
    }

    @Test func volumesHaveTheirPlanesInARow() {
        let opinions = [opinion(0.9, isSame: true), opinion(0.6, isSame: false)]
        let (one, three) = (sheet(opinions), sheet(opinions, views: 3))
        #expect(three.width > 3 * 360 && three.height == one.height)
        #expect(sheet(opinions, samples: 3).width > 3 * 360)
        #expect(sheet(opinions, views: 3, samples: 2).height > three.height + 360)
    }
}
