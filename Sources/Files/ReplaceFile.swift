import Glibc

/// Writes `bytes` to `path`, all or nothing: whoever reads finds the old file or the new one, also after a power cut.
///
/// The bytes go to a new file in the same folder, which then takes the old one's place. When this throws, nothing new
/// is left behind and what was at `path` is still there, unless the folder's own entry could not be flushed at the very
/// end. Into what is no regular file, such as a pipe or `/dev/stdout`, they are written, as nothing can take its place.
///
/// - Parameters:
///   - path: of the file; its folder must be there.
///   - bytes: the whole content.
///   - followsLink: whether a symbolic link at `path` stays and what it points to is replaced, as is right for a path
///     that a user has named; else the link itself is replaced.
/// - Throws: `FileError`; `ENOSPC` where the disk is full, `EACCES` where writing is not permitted.
package func replaceFile(at path: String, with bytes: [UInt8], followsLink: Bool = false) throws(FileError) {
    func failure(_ code: Int32 = errno) -> FileError { FileError(path: path, action: .written, code: code) }
    // A zero byte would end the name early and put the file elsewhere.
    guard !path.utf8.contains(0) else { throw failure(EINVAL) }
    guard !path.isEmpty else { throw failure(ENOENT) }
    guard path.last != "/" else { throw failure(EISDIR) }
    if isSpecial(path) { return try write(bytes, into: path, failure) }
    let target = followsLink ? resolved(path) : path

    do throws(FileError) {
        let file = try NewFile(at: target)
        file.write(bytes)
        try file.finish()
    } catch {
        // Under the name that was given.
        throw failure(error.code)
    }
}

/// Puts the content of the file at `source` at `path`, all or nothing, as ``replaceFile(at:with:followsLink:)`` does:
/// another name for the same file where the file system has that, else a copy.
///
/// Files that are only ever replaced cannot tell.
///
/// - Throws: `FileError`.
package func replaceFile(at path: String, withCopyOf source: String) throws(FileError) {
    let folder = folder(of: path)
    let temporary = "\(folder).tessera-\(getpid())-link.tmp"
    unlink(temporary)
    guard retrying({ link(source, temporary) }) == 0 else {
        if errno == ENOENT { throw FileError(path: source, action: .read, code: ENOENT) }
        // FAT and some network file systems have no links.
        return try replaceFile(at: path, with: readFile(at: source, limit: .max))
    }
    let code = retrying({ rename(temporary, path) }) < 0 ? errno : 0
    // Renaming one name of a file to another of its names leaves both.
    unlink(temporary)
    guard code == 0 else { throw FileError(path: path, action: .written, code: code) }
    try flush(folder: folder) { FileError(path: path, action: .written, code: $0) }
}

/// Whether a file's name is one that `replaceFile` writes under: what is left where a process was killed meanwhile.
package func isTemporaryFile(_ name: String) -> Bool {
    name.hasPrefix(".tessera-") && name.hasSuffix(".tmp")
}

/// Whether there is something at `path`, or where a link there points to, that is neither a regular file nor a folder.
private func isSpecial(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
}

/// Where a chain of symbolic links at `path` ends; `path` itself where there is none, or it leads nowhere.
private func resolved(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
}

/// Writes into what is at `path` and stays there.
private func write(_ bytes: [UInt8], into path: String, _ failure: (Int32) -> FileError) throws(FileError) {
    // Without O_NONBLOCK opening a named pipe would wait for its reader; with it, that there is none is an error.
    let descriptor = Int32(retrying { open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK) })
    guard descriptor >= 0 else { throw failure(errno) }
    // Whoever reads slowly is waited for.
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    let code = write(all: bytes, to: descriptor) ? 0 : errno
    close(descriptor)
    guard code == 0 else { throw failure(code) }
}

/// Whether all of `bytes` could be written; else `errno` tells why not.
package func write(all bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
            // Less than asked for may be written: by a signal, on a disk almost full, or beyond 2 GB.
            let next = UnsafeRawBufferPointer(rebasing: rest)
            let count = retrying { Glibc.write(descriptor, next.baseAddress, next.count) }
            guard count >= 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// The folder of a path, with a slash at its end.
func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./" }

/// Makes a renaming in a folder itself last.
func flush(folder: String, _ failure: (Int32) -> FileError) throws(FileError) {
    let descriptor = Int32(retrying { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    // A folder that may be written but not read cannot be flushed; that is its owner's wish.
    guard descriptor >= 0 else { return }
    let code = retrying { fsync(descriptor) } < 0 ? errno : 0
    close(descriptor)
    // EINVAL: a file system that has no such thing.
    guard code == 0 || code == EINVAL else { throw failure(code) }
}

/// Calls again what a signal interrupted.
package func retrying<Count: SignedInteger>(_ call: () -> Count) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return Int(result) }
    }
}
