import Glibc

/// Whether there is a file or folder at `path`.
func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
}

func isFolder(_ path: String) -> Bool {
    mode(of: path) == S_IFDIR
}

private func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
}

/// A file open for reading, its errors those of the data set it belongs to.
final class File {
    let path: String
    /// The file's length in bytes.
    let size: Int
    private let descriptor: Int32

    init(path: String) throws(DatasetError) {
        // Asked before opening: opening a named pipe would wait for its writer.
        if let mode = mode(of: path), mode != S_IFREG { throw .unreadable(path: path, reason: "not a regular file") }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw File.failure(path) }
        self.path = path
        var status = stat()
        size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    deinit {
        close(descriptor)
    }

    /// Fills `buffer` from the front with the file's next bytes; returns how many, 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw File.failure(path) }
        }
    }

    /// The `count` bytes from byte `offset` on, fewer only where the file ends.
    func read(_ count: Int, at offset: Int) throws(DatasetError) -> [UInt8] {
        var failed = false
        // The system writes straight into the array. A file holds no more than its size, whatever a header says.
        let capacity = min(count, max(size - offset, 0))
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
            while filled < capacity {
                let place = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let count = pread(descriptor, place.baseAddress, place.count, off_t(offset + filled))
                if count > 0 {
                    filled += count
                } else if count == 0 || errno != EINTR {
                    failed = count < 0
                    return
                }
            }
        }
        if failed { throw File.failure(path) }
        return bytes
    }

    private static func failure(_ path: String) -> DatasetError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
