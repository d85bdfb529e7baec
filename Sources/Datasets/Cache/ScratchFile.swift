import Glibc
import Synchronization

/// A file that is written beside its place by many threads, and put there when it is whole.
final class ScratchFile: Sendable {
    /// Why it cannot be written.
    struct Failure: Error {
        let reason: String
    }

    private let path: String
    private let scratchPath: String
    private let descriptor: Int32
    private let failed = Mutex<String?>(nil)

    /// The first thing that went wrong.
    var failure: String? { failed.withLock { $0 } }

    static func made(for path: String) -> Result<ScratchFile, Failure> {
        // A name of its own: two processes that decode the same set, on whatever host, do not meet.
        let scratchPath = "\(path).\(UInt64.random(in: 0 ... .max)).tmp"
        let descriptor = open(scratchPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            return .failure(Failure(reason: "\(scratchPath): \(String(cString: strerror(errno)))"))
        }
        return .success(ScratchFile(path: path, scratchPath: scratchPath, descriptor: descriptor))
    }

    private init(path: String, scratchPath: String, descriptor: Int32) {
        (self.path, self.scratchPath, self.descriptor) = (path, scratchPath, descriptor)
    }

    deinit {
        close(descriptor)
        // Gone already where it has been put in its place.
        unlink(scratchPath)
    }

    /// Writes all of `bytes` at `offset`; what goes wrong is kept in `failure`.
    func write(_ bytes: [UInt8], at offset: Int) {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = pwrite(
                    descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return fail() }
                done += count
            }
        }
    }

    /// Puts the file in its place; the reason why it cannot.
    func finish() -> String? {
        if failure == nil, fsync(descriptor) != 0 || rename(scratchPath, path) != 0 { fail() }
        return failure
    }

    private func fail() {
        let reason = "\(scratchPath): \(String(cString: strerror(errno)))"
        failed.withLock { if $0 == nil { $0 = reason } }
    }
}
