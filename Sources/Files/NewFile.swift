import Glibc
import Synchronization

/// A file that is written beside its place, by as many threads as like, and put there when it is whole.
///
/// Whoever reads finds the old file or the new one, also after a power cut. Nothing is left of it without ``finish()``.
package final class NewFile: Sendable {
    private struct State {
        var failure: FileError?
        var isInPlace = false
    }

    private let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private let state = Mutex(State())

    /// The first thing that went wrong.
    package var failure: FileError? { state.withLock { $0.failure } }

    /// An empty file in the folder of `path`.
    ///
    /// - Throws: `FileError` where there can be none.
    package init(at path: String) throws(FileError) {
        let folder = folder(of: path)
        var attempt = 0
        while true {
            // Short, whatever the final name: that one may be as long as a name can be.
            let temporaryPath = "\(folder).tessera-\(getpid())-\(attempt).tmp"
            let descriptor = Int32(
                retrying { open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) })
            if descriptor >= 0 {
                (self.path, self.temporaryPath, self.descriptor) = (path, temporaryPath, descriptor)
                return
            }
            attempt += 1
            guard errno == EEXIST, attempt < 1000 else {
                throw FileError(path: path, action: .written, code: errno)
            }
        }
    }

    deinit {
        close(descriptor)
        if !state.withLock({ $0.isInPlace }) { unlink(temporaryPath) }
    }

    /// Writes all of `bytes` at `offset`; what goes wrong is kept in ``failure``, and told by ``finish()``.
    package func write(_ bytes: [UInt8], at offset: Int = 0) {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                // Less than asked for may be written: by a signal, on a disk almost full, or beyond 2 GB.
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                let count = retrying { pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done)) }
                guard count > 0 else { return fail(count < 0 ? errno : ENOSPC) }
                done += count
            }
        }
    }

    /// Puts the file in its place.
    ///
    /// - Throws: `FileError`, the first thing that went wrong; what was at its place is still there, unless the
    ///   folder's own entry could not be flushed at the very end.
    package func finish() throws(FileError) {
        if failure == nil, retrying({ fsync(descriptor) }) < 0 { fail(errno) }
        // Some network file systems report a full disk only where a file is closed: a copy of the descriptor is. Not
        // retried: Linux has closed it even after EINTR.
        if failure == nil, case let copy = dup(descriptor), copy >= 0, close(copy) < 0, errno != EINTR { fail(errno) }
        if failure == nil {
            if retrying({ rename(temporaryPath, path) }) < 0 {
                fail(errno)
            } else {
                state.withLock { $0.isInPlace = true }
            }
        }
        if let failure { throw failure }
        try flush(folder: folder(of: path)) { FileError(path: path, action: .written, code: $0) }
    }

    private func fail(_ code: Int32) {
        state.withLock { if $0.failure == nil { $0.failure = FileError(path: path, action: .written, code: code) } }
    }
}
