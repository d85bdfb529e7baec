import Glibc
import Synchronization
import TesseraPlainText

/// One line that tells how far a step of known length is, such as `decoding 1,200 of 3,137`; redrawn in place on a
/// terminal, and erased in the end.
///
/// Anywhere else nothing is shown: such steps leave nothing that a log should keep.
package final class StepLine: Sendable {
    private let terminal: Terminal?
    private let sink: ProgressDisplay.Sink
    private let width = Mutex(0)

    /// A line that is written to `sink`; see `ProgressDisplay`.
    package init(terminal: Terminal?, sink: @escaping ProgressDisplay.Sink) {
        self.terminal = terminal
        self.sink = sink
    }

    /// A line on a file descriptor, standard error by default.
    package convenience init(descriptor: Int32 = STDERR_FILENO) {
        let writer = DescriptorWriter(descriptor: descriptor)
        self.init(terminal: .attached(to: descriptor)) { try writer.write($0) }
    }

    /// Shows that `done` of `total` are done; may be called from any thread.
    package func show(_ step: String, done: Int, of total: Int) {
        guard let terminal else { return }
        let columns = max(1, terminal.size().columns - 1)
        let text = String("\(step.printable()) \(Format.count(done)) of \(Format.count(total))".prefix(columns))
        width.withLock { width in
            // A failing sink has nobody to tell.
            try? sink("\r\(text)\u{1B}[K")
            width = text.count
        }
    }

    /// Erases the line, if there is any.
    package func close() {
        width.withLock { width in
            if width > 0 { try? sink("\r\u{1B}[K") }
            width = 0
        }
    }
}
