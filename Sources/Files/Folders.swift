import Foundation
import Glibc

/// Makes a folder and those above it.
///
/// - Throws: `FileError`.
package func makeFolder(_ path: String) throws(FileError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
        made += part + "/"
        // What stands in the way shows in the next step: a file there is not a folder to make anything in.
        guard retrying({ mkdir(made, 0o777) }) == 0 || errno == EEXIST else {
            throw FileError(path: path, action: .written, code: errno)
        }
    }
}

/// Puts a folder in the place of another one, or of none.
///
/// - Throws: `FileError`; then the new one is where it was.
package func replaceFolder(at path: String, with made: String) throws(FileError) {
    try? FileManager.default.removeItem(atPath: path)
    guard retrying({ rename(made, path) }) == 0 else { throw FileError(path: path, action: .written, code: errno) }
}

/// Removes a file; that there is none is fine.
///
/// - Throws: `FileError`.
package func removeFile(_ path: String) throws(FileError) {
    guard retrying({ unlink(path) }) == 0 || errno == ENOENT || errno == ENOTDIR else {
        throw FileError(path: path, action: .written, code: errno)
    }
}

/// The names in a folder, sorted; empty where it cannot be read.
package func fileNames(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// Removes what a process that was killed meanwhile has left of `replaceFile` in this folder.
package func removeTemporaryFiles(in folder: String) {
    for name in fileNames(in: folder) where isTemporaryFile(name) { unlink("\(folder)/\(name)") }
}

/// The symbolic links among some of a folder's subfolders, and below these, that lead to a folder outside of it, or to
/// nothing.
package func linksLeadingOut(of folder: String, among subfolders: Set<String>) -> [String] {
    guard let root = realpath(folder, nil) else { return [] }
    defer { free(root) }
    let inside = String(cString: root) + "/"
    func search(_ folder: String, _ depth: Int) -> [String] {
        fileNames(in: folder).filter { depth > 0 || subfolders.contains($0) }.flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { return [] }
            switch status.st_mode & S_IFMT {
            // No run is as deep as this; what is deeper is not followed.
            case S_IFDIR: return depth < 16 ? search(path, depth + 1) : []
            case S_IFLNK:
                var target = stat()
                // A link to a file is replaced, never written through.
                if stat(path, &target) == 0, target.st_mode & S_IFMT != S_IFDIR { return [] }
                guard let end = realpath(path, nil) else { return [path] }
                defer { free(end) }
                return String(cString: end).hasPrefix(inside) ? [] : [path]
            default: return []
            }
        }
    }
    return search(folder, 0)
}
