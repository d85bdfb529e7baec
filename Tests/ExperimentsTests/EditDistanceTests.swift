import Testing

@testable import TesseraExperiments

@Suite struct EditDistanceTests {
    @Test(arguments: [("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("abc", "", 3)])
    func distances(a: String, b: String, expected: Int) {
        #expect(a.distance(to: b) == expected)
    }

    @Test func onlyWhatIsNearIsNamed() {
        let known = ["batchSize", "epochs"]
        #expect(known.nearest(to: "batchsize") == "batchSize")
        #expect(known.nearest(to: "epcohs") == "epochs")
        #expect(known.nearest(to: "width") == nil)
        #expect(known.nearest(to: "") == nil)
    }
}
