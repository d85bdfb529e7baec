import Glibc

/// Holds a folder for this process; the system lets go of it when the process ends, however it ends.
///
/// The lock is `flock`'s, on the file `.lock` in the folder.
package final class FolderLock: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Takes the folder alone, or with others that share it; nil where another process holds it otherwise.
    ///
    /// - Throws: `FileError` where the file system has no locks, or `.lock` cannot be made there.
    package init?(_ folder: String, isShared: Bool = false) throws(FileError) {
        path = folder + "/.lock"
        // Not through a link: what it points to would be made.
        descriptor = Int32(retrying { [path] in open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666) })
        guard descriptor >= 0 else { throw FileError(path: path, action: .written, code: errno) }
        let code = Self.lock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB)
        // Anything else is a file system without locks, not another process.
        if code == EWOULDBLOCK { return nil }
        guard code == 0 else { throw FileError(path: path, action: .written, code: code) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Shares what was held alone.
    ///
    /// Another process may have held it alone in between, for a moment.
    package func share() throws(FileError) {
        let code = Self.lock(descriptor, LOCK_SH)
        guard code == 0 else { throw FileError(path: path, action: .written, code: code) }
    }

    private static func lock(_ descriptor: Int32, _ operation: Int32) -> Int32 {
        retrying { flock(descriptor, operation) } < 0 ? errno : 0
    }
}
