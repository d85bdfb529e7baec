import Foundation
import Synchronization

/// Reads a pipe to its end on a thread of its own, and calls back with each line.
final class LineReader: Sendable {
    private let bytes = Mutex(Data())
    private let end = DispatchSemaphore(value: 0)

    /// Reads `file`, and closes it at its end.
    init(_ file: Int32, onLine: @escaping @Sendable (String) -> Void) {
        Thread {
            var line = Data()
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(file, &piece, piece.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                self.bytes.withLock { $0.append(contentsOf: piece[..<count]) }
                for byte in piece[..<count] {
                    if byte == UInt8(ascii: "\n") {
                        onLine(String(decoding: line, as: UTF8.self))
                        line = Data()
                    } else {
                        line.append(byte)
                    }
                }
            }
            close(file)
            self.end.signal()
        }.start()
    }

    /// Waits for the end; everything that was read.
    ///
    /// Nil where the end does not come within `seconds`.
    func finish(within seconds: Double) -> String? {
        guard end.wait(timeout: .now() + seconds) == .success else { return nil }
        return bytes.withLock { String(decoding: $0, as: UTF8.self) }
    }
}
