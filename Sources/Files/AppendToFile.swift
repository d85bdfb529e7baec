import Glibc

/// Puts `bytes` at the end of a file, which is made where it is missing; as long as before when this throws.
///
/// - Throws: `FileError`.
package func appendToFile(at path: String, _ bytes: [UInt8]) throws(FileError) {
    let descriptor = Int32(retrying { open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666) })
    guard descriptor >= 0 else { throw FileError(path: path, action: .written, code: errno) }
    defer { close(descriptor) }
    let length = lseek(descriptor, 0, SEEK_END)
    guard write(all: bytes, to: descriptor) else {
        let code = errno
        ftruncate(descriptor, length)
        throw FileError(path: path, action: .written, code: code)
    }
}
