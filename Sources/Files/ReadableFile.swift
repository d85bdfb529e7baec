import Glibc

/// A regular file, open for reading.
final class ReadableFile {
    let path: String
    /// Bytes.
    let size: Int
    private let descriptor: Int32

    init(_ path: String) throws(FileError) {
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
    func prefix(_ count: Int) throws(FileError) -> [UInt8] {
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
