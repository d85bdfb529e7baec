import Glibc
import Synchronization
import TesseraPlainText
import TesseraReporting

/// Standard output: all that a command prints goes through here.
///
/// Where it cannot be written, the command goes on (a training must not be lost for its table), and `main` asks for the
/// first failure at the end. A reader that has gone away (`| head -1`) wanted no more: that is no failure.
enum StandardOutput {
    private static let writer = DescriptorWriter(descriptor: STDOUT_FILENO)
    private static let state = Mutex<(isOpen: Bool, failure: DescriptorWriter.Failure?)>((true, nil))

    /// What went wrong first; nil where all was written, or nobody reads.
    static var failure: DescriptorWriter.Failure? { state.withLock { $0.failure } }

    /// Writes a line.
    ///
    /// Names of users in it cannot make another, or steer the terminal.
    static func write(line: String) { writeAsIs(line.printable() + "\n") }

    /// Writes several lines, such as a table, whose names have been cleaned.
    static func write(_ lines: String, terminator: String = "\n") {
        writeAsIs(lines.printable(keepingNewlines: true) + terminator)
    }

    /// Writes a text of the project's own in which every character counts, such as a shell's completions.
    static func writeAsIs(_ text: String) {
        state.withLock { state in
            guard state.isOpen else { return }
            do throws(DescriptorWriter.Failure) {
                try writer.write(text)
            } catch {
                state.isOpen = false
                if error.code != EPIPE { state.failure = error }
            }
        }
    }
}

/// Standard output could not be written.
struct OutputError: Error, CustomStringConvertible {
    let cause: DescriptorWriter.Failure

    var description: String {
        "standard output cannot be written (\(cause)); free space where it goes, or send it elsewhere. What the command "
            + "wrote to files is there"
    }
}
