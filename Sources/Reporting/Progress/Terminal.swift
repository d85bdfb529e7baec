import Foundation
import Glibc

/// A terminal that can redraw lines in place: its size, and whether it shows colours.
package struct Terminal: Sendable {
    /// The size in characters, asked before each redraw because windows are resized.
    package let size: @Sendable () -> (columns: Int, rows: Int)

    /// Whether colour codes are welcome.
    package let colours: Bool

    /// A terminal of a known size.
    package init(colours: Bool = false, size: @escaping @Sendable () -> (columns: Int, rows: Int)) {
        self.colours = colours
        self.size = size
    }

    /// The terminal behind a file descriptor.
    ///
    /// The size is the terminal's own answer, else `COLUMNS` and `LINES`, else 80 x 24. `NO_COLOR` turns colours off.
    ///
    /// - Parameters:
    ///   - descriptor: an open file descriptor.
    ///   - environment: the process's by default.
    /// - Returns: nil where there is no terminal, or one that cannot redraw (`TERM=dumb`).
    package static func attached(
        to descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Terminal? {
        guard isatty(descriptor) == 1, environment["TERM"] != "dumb" else { return nil }
        return Terminal(colours: environment["NO_COLOR", default: ""].isEmpty) {
            resolvedSize(window(of: descriptor), environment: environment)
        }
    }

    /// The first positive of: what the window says, what the environment says, the default.
    static func resolvedSize(
        _ window: (columns: Int, rows: Int), environment: [String: String]
    ) -> (columns: Int, rows: Int) {
        func first(_ own: Int, _ name: String, _ otherwise: Int) -> Int {
            own > 0 ? own : environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? otherwise
        }
        return (first(window.columns, "COLUMNS", 80), first(window.rows, "LINES", 24))
    }

    private static func window(of descriptor: Int32) -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return (0, 0) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
