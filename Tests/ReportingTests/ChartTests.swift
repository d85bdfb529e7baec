import Foundation
import Testing

@testable import TesseraReporting

struct ChartTests {
    /// Every text and shape lies inside of the picture, and numbers are numbers.
    private func check(_ markup: Markup, sourceLocation: SourceLocation = #_sourceLocation) throws -> XML {
        let read = try XML(markup.source)
        let svg = try #require(read.elements.first)
        let (width, height) = (svg.number("width"), svg.number("height"))
        #expect(svg.name == "svg" && svg.attributes["role"] == "img" && svg.attributes["aria-label"]?.isEmpty == false)
        for element in read.elements.dropFirst() {
            for (name, limit) in [
                ("x", width), ("y", height), ("x1", width), ("x2", width), ("y1", height), ("y2", height),
            ]
            where element.attributes[name] != nil {
                let value = element.number(name)
                #expect(value >= -0.1 && value <= limit + 0.1, "\(element)", sourceLocation: sourceLocation)
            }
            if element.name == "rect" {
                #expect(element.number("width") >= 0 && element.number("height") > 0, "\(element)")
                #expect(element.number("x") + element.number("width") <= width + 0.5, "\(element)")
            }
            if let path = element.attributes["d"] {
                let numbers = path.split { "ML ".contains($0) }.map { Double($0) ?? .nan }
                #expect(!numbers.isEmpty && numbers.allSatisfy { $0 >= -0.1 && $0 <= width + 0.1 }, "\(path)")
            }
        }
        return read
    }

    private func line(_ name: String, _ values: [Double], label: String? = nil) -> LineChart.Line {
        LineChart.Line(
            name, label: label, points: values.enumerated().map { (Double($0 + 1), $1) }, ink: Ink(1, isDashed: true))
    }

    private func chart(_ lines: [LineChart.Line]) -> Markup {
        LineChart(title: "loss", xTitle: "epoch", description: "loss by epoch", lines: lines).markup
    }

    @Test(arguments: MarkupTests.hostile.indices) func linesOfAnyName(_ index: Int) throws {
        let name = MarkupTests.hostile[index]
        let read = try check(chart([line(name, [3, 2, 1], label: "a"), line("b", [3, 3, 3], label: "b")]))
        #expect(read.elements.count { $0.name == "path" } == 2)
    }

    @Test func linesOfOneEpochOfEqualValuesAndOfNone() throws {
        #expect(try check(chart([line("a", [0.5])])).elements.contains { $0.name == "circle" })
        _ = try check(chart([line("a", [0.5, 0.5])]))
        _ = try check(chart([line("a", [0, 0]), line("b", [.nan, .infinity, 1e9])]))
        #expect(!chart([line("a", [.nan])]).source.contains("<svg"))
        #expect(!chart([]).source.contains("<svg"))
    }

    @Test func longLinesAreThinnedOutToTheLastPoint() throws {
        let read = try check(chart([line("a", (0..<5000).map { 1 / Double($0 + 1) })]))
        let path = try #require(read.elements.first { $0.name == "path" }?.attributes["d"])
        #expect(path.split(separator: "L").count < 400)
        #expect(path.split { "ML ".contains($0) }.dropLast().last.flatMap { Double($0) } == SVG.narrow - 10)
    }

    @Test func labelsAtTheEndsOfLinesAreApart() throws {
        let lines = (0..<6).map { line("\($0)", [1, 0.5 + Double($0) / 1000], label: "run \($0)") }
        let read = try check(chart(lines))
        let labels = read.elements.filter { $0.attributes["class"]?.hasPrefix("label") ?? false }.map { $0.number("y") }
            .sorted()
        #expect(labels.count == 6 && zip(labels.dropFirst(), labels).allSatisfy { $0 - $1 >= 12 })
    }

    @Test(arguments: MarkupTests.hostile.indices) func intervalsAndBars(_ index: Int) throws {
        let name = MarkupTests.hostile[index]
        let rows = (0..<12).map { index in
            let value = Double(index) / 11
            return (name, IntervalChart.Mark(value, in: max(0, value - 0.05)...min(1, value + 0.05), ink: Ink(index)))
        }
        _ = try check(IntervalChart(description: "accuracy", rows: rows).markup)
        let bars = [0, 1e-9, 5, .nan, .infinity, 1e6].map {
            BarChart.Bar(name, value: $0, text: "9:59:59", ink: Ink(0))
        }
        _ = try check(BarChart(description: "seconds", bars: bars).markup)
        #expect(IntervalChart(description: "none", rows: []).markup.source.isEmpty)
    }

    @Test(arguments: [1, 2, 5, 40]) func mapsOfAnyGrid(_ side: Int) throws {
        let picture = Raster(width: 200, height: 120)
        let boxes = (0..<side * side).map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: side)
            let tile = Area(
                rows: row * 120 / side..<(row + 1) * 120 / side,
                columns: column * 200 / side..<(column + 1) * 200 / side)
            return BoxMap.Box("local \(index)", value: Double(index), tile: tile, outline: tile)
        }
        let map = BoxMap(
            description: "map", area: picture.area, picture: picture, boxes: boxes, values: 0...Double(side * side))
        let read = try check(map.markup)
        #expect(read.elements.count { $0.attributes["class"] == "tile" } == side * side)
        #expect(read.elements.count { $0.name == "image" } == 1)
        // Labels are there as long as there is room for them.
        #expect(read.elements.contains { $0.attributes["class"] == "on-plate" } == (side < 40))
    }

    @Test func rampGoesFromDarkToBright() {
        func light(_ colour: Colour) -> Int { Int(colour.red) * 3 + Int(colour.green) * 6 + Int(colour.blue) }
        let lights = (0...100).map { light(ColourRamp.colour(Double($0) / 100)) }
        #expect(zip(lights.dropFirst(), lights).allSatisfy { $0 >= $1 })
        #expect(ColourRamp.colour(.nan) == ColourRamp.colour(0) && ColourRamp.colour(7) == ColourRamp.colour(1))
    }

    private func span(_ name: String, _ worker: Int, _ began: Double, _ ended: Double) -> TimelineChart.Span {
        TimelineChart.Span(name, worker: worker, began: began, ended: ended, ink: Ink(worker))
    }

    @Test func timelinesCutLongPausesOut() throws {
        let spans = [
            span("a", 0, 1000, 1100), span("b", 1, 1000, 1050), span("c", 0, 1105, 1200), span("a", 0, 90_000, 90_100),
        ]
        let chart = TimelineChart(description: "when", spans: spans)
        #expect(chart.pauses == [90_000 - 1200])
        let read = try check(chart.markup)
        let bars = read.elements.filter { $0.attributes["class"]?.hasPrefix("fill-") ?? false }
        #expect(bars.count == 4 && read.elements.count { $0.attributes["class"] == "pause" } == 1)
        #expect(try check(TimelineChart(description: "one", spans: [span("a", 0, 5, 5)]).markup).elements.count > 1)
        #expect(TimelineChart(description: "none", spans: []).pauses.isEmpty)
    }

    @Test func workAtTheSameTimeHasLanesOfItsOwn() throws {
        // Two processes that count their workers alike.
        let spans = [span("a", 0, 0, 100), span("b", 0, 50, 150), span("c", 0, 100, 200)]
        let read = try check(TimelineChart(description: "when", spans: spans).markup)
        let bars = read.elements.filter { $0.attributes["class"] == "fill-0" }
        let heights = Set(bars.map { $0.number("y") })
        #expect(bars.count == 3 && heights.count == 2)
    }

    @Test(arguments: 0..<50) func workingTimeKeepsOrderAndLength(_ seed: Int) {
        var generator = SplitMix(state: UInt64(seed))
        var spans: [(began: Double, ended: Double)] = []
        for _ in 0..<1 + seed % 7 {
            let began = generator.share * 100_000
            spans.append((began, began + generator.share * 500))
        }
        let time = WorkingTime(spans)
        let moments = spans.flatMap { [$0.began, $0.ended] }.sorted()
        let places = moments.map { time.place(of: $0) }
        #expect(zip(places.dropFirst(), places).allSatisfy { $0 >= $1 - 1e-6 })
        #expect(abs((places.last ?? 0) - time.length) < 1e-6 && places.first == 0)
        #expect(abs(time.place(afterWork: time.busy) - time.length) < 1e-6)
    }
}
