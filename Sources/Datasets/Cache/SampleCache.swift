import Glibc
import Synchronization
import TesseraFiles

/// A folder of decoded samples, so that what is slow to unpack is unpacked once, not for each network.
///
/// Each data set in each form is a NumPy array in a file of its own, named by a hash of its files' content and of the
/// form; behind the array stand the notes on it, and a line with that name and a hash of both. The files may be deleted at any time;
/// the least recently used go by themselves when all exceed `limit`.
public struct SampleCache: Sendable {
    /// Where the files are; made when the first one is written.
    public let folder: String
    /// The bytes that all files together may take.
    public let limit: Int

    /// A cache in `folder`.
    public init(folder: String, limit: Int = 64 << 30) {
        self.folder = folder
        self.limit = limit
    }

    /// What was kept under a name.
    enum Found {
        case nothing
        /// Something that is not what was kept.
        case damaged(String)
        /// The samples, and what a user should know of the files that they are from.
        case array(NumPyArray, notes: [String])
    }

    /// What was kept under `name`, read from end to end to see that it is that still.
    func find(_ name: String, progress: Dataset.Progress? = nil) -> Found {
        let path = path(name)
        guard exists(path) else { return .nothing }
        guard let file = try? File(path: path), file.size >= Self.lineLength,
            let line = try? file.read(Self.lineLength, at: file.size - Self.lineLength),
            // What the line says of the notes' length is believed as far as the file goes; the hash tells the rest.
            let length = Int(String(decoding: line.dropLast().suffix(Self.digits), as: UTF8.self), radix: 16),
            case let trailer = length + Self.lineLength, length >= 0, trailer <= file.size,
            let array = try? NumPyArray(file: file, trailer: trailer),
            let notes = try? file.read(length, at: file.size - trailer),
            let hash = try? hash(of: array, notes, progress), line == Self.line(name, hash, length)
        else { return .damaged(path) }
        // Marks it as used now.
        utimensat(AT_FDCWD, path, nil, 0)
        return .array(array, notes: notes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }

    /// The line behind an array and `length` bytes of notes.
    private static func line(_ name: String, _ hash: ContentHash, _ length: Int) -> [UInt8] {
        let number = String(length, radix: 16)
        let padded = String(repeating: "0", count: max(0, digits - number.count)) + number
        return Array("\ntessera-samples-2 \(name) \(hash.text) \(padded)\n".utf8)
    }

    private static let digits = 8
    private static let lineLength = line(ContentHash().text, ContentHash(), 0).count

    /// Of the array's shape, all samples and the notes.
    private func hash(
        of array: NumPyArray, _ notes: [UInt8], _ progress: Dataset.Progress?
    ) throws(DatasetError) -> ContentHash {
        let size = array.shape.dropFirst().reduce(1, *)
        let hashes = Mutex([ContentHash](repeating: ContentHash(), count: array.shape.first ?? 0))
        try forEachOnAllCores(array.shape.first ?? 0, "checking", progress) { index throws(DatasetError) in
            let hash = ContentHash(of: Array(try array.bytes(index * size, count: size)))
            hashes.withLock { $0[index] = hash }
        }
        return Self.hash(array.shape, hashes.withLock { $0 }, notes)
    }

    private static func hash(_ shape: [Int], _ samples: [ContentHash], _ notes: [UInt8]) -> ContentHash {
        var all = ContentHash(of: Array("\(shape)".utf8))
        for hash in samples { all.add(hash) }
        all.add(notes)
        return all
    }

    /// Keeps all samples of `source` and the notes on them under `name`, decoded on all cores; what then can be read.
    ///
    /// - Throws: `DatasetError` of bad samples.
    /// - Returns: nil with the reason where the samples cannot be kept, such as a full disk.
    func keep(
        _ source: any SampleSource, notes: [String], as name: String, progress: Dataset.Progress?
    ) throws(DatasetError) -> (array: NumPyArray?, reason: String) {
        let size = source.shape.reduce(source.channels, *)
        let shape = [source.count] + source.shape + [source.channels]
        let header = NumPyArray.header(shape: shape)
        // No path can have a 0 in it, and so no note.
        let notes = Array(notes.joined(separator: "\0").utf8)
        let needed = header.count + size * source.count + notes.count + Self.lineLength
        if let reason = makeRoom(for: needed) { return (nil, reason) }
        let output: NewFile
        do throws(FileError) { output = try NewFile(at: path(name)) } catch { return (nil, error.description) }
        output.write(header, at: 0)
        let region = source.wholeRegion
        let hashes = Mutex([ContentHash](repeating: ContentHash(), count: source.count))
        try forEachOnAllCores(source.count, "decoding", progress) { index throws(DatasetError) in
            // A disk that is full for one is full for all.
            guard output.failure == nil else { return }
            let values = try source.values(of: index, in: region)
            let hash = ContentHash(of: values)
            hashes.withLock { $0[index] = hash }
            output.write(values, at: header.count + index * size)
        }
        output.write(
            notes + Self.line(name, Self.hash(shape, hashes.withLock { $0 }, notes), notes.count),
            at: header.count + size * source.count)
        do throws(FileError) { try output.finish() } catch { return (nil, error.description) }
        guard let file = try? File(path: path(name)),
            let array = try? NumPyArray(file: file, trailer: notes.count + Self.lineLength)
        else { return (nil, "\(path(name)) cannot be read") }
        return (array, "")
    }

    private func path(_ name: String) -> String { "\(folder)/\(name).npy" }

    /// Deletes what was not used for longest until `needed` bytes fit; the reason why they cannot.
    private func makeRoom(for needed: Int) -> String? {
        guard needed <= limit else { return "decoded samples of \(needed) bytes exceed the cache's limit of \(limit)" }
        do throws(FileError) { try makeFolder(folder) } catch { return error.description }
        removeAbandoned()
        let files = files { $0.hasSuffix(".npy") }.sorted { $0.used < $1.used }
        var total = files.reduce(0) { $0 + $1.size }
        for file in files where total + needed > limit {
            unlink(file.path)
            total -= file.size
        }
        return nil
    }

    /// Deletes what was not written to its end by a process that has gone: nobody has written it for a day.
    private func removeAbandoned() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        for file in files(where: isTemporaryFile) where file.used < (now.tv_sec - 86400) * 1_000_000_000 {
            unlink(file.path)
        }
    }

    /// The files with names of one kind, with their bytes and the time of their last use in nanoseconds.
    private func files(where isWanted: (String) -> Bool) -> [(path: String, size: Int, used: Int)] {
        fileNames(in: folder).compactMap { name in
            var status = stat()
            let path = "\(folder)/\(name)"
            guard isWanted(name), stat(path, &status) == 0 else { return nil }
            return (path, Int(status.st_size), status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec)
        }
    }
}

extension NumPyArray {
    /// The header of a file of bytes in C order, padded to 64 bytes as NumPy does.
    static func header(shape: [Int]) -> [UInt8] {
        var text = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape.map { "\($0), " }.joined())), }"
        text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count & 0xff), UInt8(text.utf8.count >> 8)]
            + Array(text.utf8)
    }
}
