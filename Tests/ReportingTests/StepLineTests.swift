import Synchronization
import Testing

@testable import TesseraReporting

struct StepLineTests {
    private final class Written: Sendable {
        let text = Mutex("")
        func add(_ piece: String) { text.withLock { $0 += piece } }
    }

    @Test func redrawsInPlaceAndErases() {
        let written = Written()
        let line = StepLine(terminal: Terminal { (columns: 80, rows: 24) }, sink: written.add)
        line.show("decoding", done: 1200, of: 3137)
        line.close()
        line.close()
        #expect(written.text.withLock { $0 } == "\rdecoding 1,200 of 3,137\u{1B}[K\r\u{1B}[K")
    }

    @Test func isCutToTheTerminal() {
        let written = Written()
        let line = StepLine(terminal: Terminal { (columns: 10, rows: 24) }, sink: written.add)
        line.show("decoding", done: 1, of: 2)
        #expect(written.text.withLock { $0 } == "\rdecoding \u{1B}[K")
    }

    @Test func isSilentInALog() {
        let written = Written()
        let line = StepLine(terminal: nil, sink: written.add)
        line.show("decoding", done: 1, of: 2)
        line.close()
        #expect(written.text.withLock { $0.isEmpty })
    }
}
