import Testing

@testable import TesseraReporting

struct LiveLinesTests {
    private let networks: [NetworkProgress] = {
        var first = NetworkProgress(name: "local 02", epoch: 3, epochs: 16)
        first.share = 0.5
        first.imagesPerSecond = 7012
        first.secondsLeft = 65
        first.loss = 0.913
        first.accuracy = 0.671
        first.validationAccuracy = 0.702
        return [first, NetworkProgress(name: "global", epoch: 1, epochs: 9)]
    }()

    private func lines(_ columns: Int, rows: Int = 24, colours: Bool = false) -> [String] {
        LiveLines(terminal: Terminal(colours: colours) { (columns, rows) }).lines(of: networks)
    }

    @Test func allFieldsWhereThereIsRoom() {
        let metrics = "loss 0.913   accuracy 0.671   validation 0.702   7,012 img/s   1:05 left"
        #expect(
            lines(120) == [
                "local 02   epoch  3/16   ━━━━━─────   " + metrics,
                "global     epoch 1/9     ──────────",
            ])
    }

    @Test func theLeastImportantGoFirst() {
        #expect(lines(80)[0] == "local 02  epoch  3/16  ━━━━━─────  validation 0.702  7,012 img/s  1:05 left")
        #expect(lines(44)[0] == "local 02  epoch  3/16  1:05 left")
        #expect(lines(12)[0] == "local 02  …")
    }

    @Test(arguments: [1, 2, 9, 26, 40, 63, 79, 80, 97, 98, 110, 111, 130]) func neverWiderThanTheTerminal(columns: Int)
    {
        #expect(lines(columns).allSatisfy { $0.count <= max(1, columns - 1) })
        #expect(lines(columns, colours: true).map(visibleWidth) == lines(columns).map(\.count))
    }

    @Test func neverHigherThanTheTerminal() {
        let many = (0..<30).map { NetworkProgress(name: "local \($0)", epoch: 1, epochs: 2) }
        let lines = LiveLines(terminal: Terminal { (80, 10) }).lines(of: many)
        #expect(lines.count == 9)
        #expect(lines.last == "… and 22 more")
        #expect(LiveLines(terminal: Terminal { (80, 1) }).lines(of: many) == ["… and 30 more"])
    }

    @Test func absurdSharesAreHarmless() {
        for share in [Double.nan, -1, 7, .infinity] {
            var network = NetworkProgress(name: "n", epoch: 1, epochs: 1)
            network.share = share
            #expect(LiveLines(terminal: Terminal { (80, 10) }).lines(of: [network])[0].count == 26)
        }
    }
}
