import Testing

@testable import TesseraReporting

struct ChartFileTests {
    @Test func isOneWellFormedFile() throws {
        let chart = LineChart(
            title: "accuracy", xTitle: "epoch", description: "d",
            lines: [.init("a & b", label: "a & b", points: [(1, 0.5), (2, 0.7)], ink: Ink(0))], limits: 0...1)
        let file = try XML(ChartFile([chart, chart]).svg)
        #expect(file.elements.first?.name == "svg" && file.elements.first?.number("width") == 696)
        #expect(file.elements.filter { $0.name == "path" }.count == 2)
        #expect(file.elements.filter { $0.name == "style" }.count == 1)
        #expect(file.elements.filter { $0.name == "g" }.map { $0.attributes["transform"] }.last == "translate(360 0)")
    }
}
