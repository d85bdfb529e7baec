import Foundation
import Synchronization

/// Reads a pipe to its end on a thread of its own, and calls back with each line.
final class LineReader: Sendable {
    private let bytes = Mutex(Data())
    private let end = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle, onLine: @escaping @Sendable (String) -> Void = { _ in }) {
        Thread {
            var line = Data()
            while true {
                let piece = handle.availableData
                if piece.isEmpty { break }
                self.bytes.withLock { $0.append(piece) }
                for byte in piece {
                    if byte == UInt8(ascii: "\n") {
                        onLine(String(decoding: line, as: UTF8.self))
                        line = Data()
                    } else {
                        line.append(byte)
                    }
                }
            }
            self.end.signal()
        }.start()
    }

    /// Waits for the end; everything that was read.
    func finish() -> String {
        end.wait()
        return bytes.withLock { String(decoding: $0, as: UTF8.self) }
    }
}
