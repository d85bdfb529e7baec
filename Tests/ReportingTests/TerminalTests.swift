import Glibc
import Testing

@testable import TesseraReporting

struct TerminalTests {
    @Test func sizeIsTheWindowsThenTheEnvironmentsThenTheDefault() {
        #expect(Terminal.resolvedSize((120, 40), environment: ["COLUMNS": "60"]) == (120, 40))
        #expect(Terminal.resolvedSize((0, 0), environment: ["COLUMNS": "60", "LINES": "9"]) == (60, 9))
        #expect(Terminal.resolvedSize((0, 0), environment: ["COLUMNS": "-1", "LINES": "many"]) == (80, 24))
    }

    @Test func aFileIsNoTerminal() {
        let descriptor = open("/dev/null", O_WRONLY)
        defer { close(descriptor) }
        #expect(Terminal.attached(to: descriptor, environment: ["TERM": "xterm"]) == nil)
        #expect(Terminal.attached(to: -1) == nil)
    }

    @Test func aPseudoTerminalIsOneUnlessItIsDumb() throws {
        let leader = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(leader >= 0)
        defer { close(leader) }
        var size = winsize(ws_row: 30, ws_col: 97, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(leader, UInt(TIOCSWINSZ), &size)
        let terminal = try #require(Terminal.attached(to: leader, environment: ["TERM": "xterm"]))
        #expect(terminal.size() == (97, 30))
        #expect(terminal.colours)
        #expect(Terminal.attached(to: leader, environment: ["NO_COLOR": "1"])?.colours == false)
        #expect(Terminal.attached(to: leader, environment: ["TERM": "dumb"]) == nil)
    }
}
