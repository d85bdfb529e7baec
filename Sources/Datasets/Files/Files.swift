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
final class File: Sendable {
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

    /// Goes to a place, from which what is read from the front comes.
    func seek(to offset: Int) {
        // A place beyond the end is where nothing more is read.
        _ = lseek(descriptor, off_t(offset), SEEK_SET)
    }

    /// Fills `buffer` from the front with the file's next bytes; returns how many, 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw File.failure(path) }
        }
    }

    /// The `count` bytes from `offset` on, fewer only where the file ends.
    func read(_ count: Int, at offset: Int) throws(DatasetError) -> [UInt8] {
        // What was announced may be a lie; what the file holds is not.
        let count = max(0, min(count, size - offset))
        var done = 0
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            while done < count {
                let found = pread(
                    descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
                if found < 0, errno == EINTR { continue }
                if found < 0 { code = errno }
                if found <= 0 { break }
                done += found
            }
            written = done
        }
        guard code == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(code))) }
        return bytes
    }

    private static func failure(_ path: String) -> DatasetError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
