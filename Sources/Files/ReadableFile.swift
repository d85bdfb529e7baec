import Glibc

/// A regular file, open for reading.
package final class ReadableFile {
    package let path: String
    /// Bytes.
    package let size: Int
    private let descriptor: Int32

    package init(_ path: String) throws(FileError) {
        guard !path.utf8.contains(0) else { throw FileError(path: path, action: .read, code: EINVAL) }
        // Without O_NONBLOCK opening a named pipe would wait for its writer.
        let descriptor = Int32(retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) })
        var status = stat()
        let code = descriptor < 0 || fstat(descriptor, &status) < 0 ? errno : 0
        self.path = path
        self.descriptor = descriptor
        size = Int(status.st_size)
        guard code == 0 else { throw FileError(path: path, action: .read, code: code) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(path: path, action: .read, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The first `count` bytes, or fewer where the file is shorter.
    package func prefix(_ count: Int) throws(FileError) -> [UInt8] {
        let count = min(count, size)
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled..<count])
                let step = retrying { pread(descriptor, rest.baseAddress, rest.count, off_t(filled)) }
                if step < 0 { code = errno }
                guard step > 0 else { return }
                filled += step
            }
        }
        guard code == 0 else { throw FileError(path: path, action: .read, code: code) }
        return bytes
    }
}

/// The content of a regular file; whatever else has its name is refused without waiting for it.
///
/// A file may have `limit` bytes: by default 64 MiB, more than any text that a run writes.
///
/// - Throws: `FileError`; `EFBIG` where the file is larger than `limit`, `EISDIR` where it is a folder.
package func readFile(at path: String, limit: Int = 64 << 20) throws(FileError) -> [UInt8] {
    let file = try ReadableFile(path)
    guard file.size <= limit else { throw FileError(path: path, action: .read, code: EFBIG) }
    return try file.prefix(file.size)
}

/// The text of a regular file; nil where there is none that can be read, or it is not UTF-8.
package func readableText(at path: String) -> String? {
    (try? readFile(at: path)).flatMap { String(validating: $0, as: UTF8.self) }
}
