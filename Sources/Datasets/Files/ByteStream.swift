/// The bytes of a file from front to back, unpacked on the way where it is a gzip file.
///
/// A gzip file is known by its first two bytes, not by its name: browsers and archives unpack without renaming.
final class ByteStream {
    var path: String { file.path }
    /// The file's length in bytes, packed as it is.
    var fileSize: Int { file.size }
    /// Whether it is a gzip file.
    var isPacked: Bool { inflater != nil }

    private let file: File
    private let inflater: Inflater?
    private let input = Block()
    private let output = Block()
    /// The part of `input` not yet used.
    private var unused: Range<Int>
    /// The part of `output` not yet used.
    private var unpacked = 0..<0
    private(set) var position = 0

    /// Memory that the system and zlib write into, hence raw; a class, so that it is freed however `init` ends.
    private final class Block {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        deinit { bytes.deallocate() }
    }

    /// The bytes from `offset` on, from which positions are counted.
    ///
    /// - Parameters:
    ///   - path: a regular file.
    ///   - offset: where they begin.
    ///   - packing: how they are packed; nil: by gzip where they begin as a gzip file does.
    /// - Throws: `DatasetError` where the file cannot be read.
    init(path: String, from offset: Int = 0, packing: Inflater.Wrapping? = nil) throws(DatasetError) {
        file = try File(path: path)
        file.seek(to: offset)
        unused = 0..<(try file.read(into: input.bytes))
        let isGzip = unused.count >= 2 && input.bytes[0] == 0x1f && input.bytes[1] == 0x8b
        inflater = packing.map { Inflater($0) } ?? (isGzip ? Inflater() : nil)
    }

    /// Whether all bytes have been read.
    ///
    /// For a gzip file, only asking this checks the last checksum.
    var isAtEnd: Bool {
        get throws(DatasetError) {
            var rest: [UInt8] = []
            return try read(1, appendingTo: &rest) == 0
        }
    }

    /// Appends the next `count` bytes to `bytes`, fewer only where the file ends; returns how many.
    @discardableResult
    func read(_ count: Int, appendingTo bytes: inout [UInt8]) throws(DatasetError) -> Int {
        var missing = count
        while missing > 0 {
            let block = try next(atMost: missing)
            if block.isEmpty { break }
            bytes.append(contentsOf: block)
            missing -= block.count
            position += block.count
        }
        return count - missing
    }

    /// The next `count` bytes, fewer only where the file ends.
    func read(_ count: Int) throws(DatasetError) -> [UInt8] {
        var bytes: [UInt8] = []
        // `count` may come from a damaged header. A file holds no more than its size; how much a gzip file holds only
        // unpacking shows, so beyond this much the array grows as the bytes come.
        bytes.reserveCapacity(min(count, inflater == nil ? file.size : 1 << 30))
        try read(count, appendingTo: &bytes)
        return bytes
    }

    /// Passes over the next `count` bytes, fewer only where the file ends.
    func skip(_ count: Int) throws(DatasetError) {
        var missing = count
        while missing > 0 {
            let block = try next(atMost: missing)
            if block.isEmpty { break }
            missing -= block.count
            position += block.count
        }
    }

    /// Some of the next bytes, at least one and at most `limit`, none at the end; valid until the next call.
    private func next(atMost limit: Int) throws(DatasetError) -> UnsafeMutableRawBufferPointer {
        while true {
            if !unpacked.isEmpty {
                let block = unpacked.prefix(limit)
                unpacked = block.upperBound..<unpacked.upperBound
                return UnsafeMutableRawBufferPointer(rebasing: output.bytes[block])
            }
            if unused.isEmpty { unused = 0..<(try file.read(into: input.bytes)) }
            guard let inflater else {
                let block = unused.prefix(limit)
                unused = block.upperBound..<unused.upperBound
                return UnsafeMutableRawBufferPointer(rebasing: input.bytes[block])
            }
            if unused.isEmpty {
                guard inflater.isComplete else { throw .truncatedGzip(path: path, unpacked: position) }
                return UnsafeMutableRawBufferPointer(rebasing: output.bytes[..<0])
            }
            // Large pieces are unpacked faster; but who looks at headers alone asks for no more than these.
            let room = position == 0 ? min(limit, output.bytes.count) : output.bytes.count
            let (read, written) = try inflater.inflate(
                UnsafeMutableRawBufferPointer(rebasing: input.bytes[unused]),
                to: UnsafeMutableRawBufferPointer(rebasing: output.bytes[..<room]), path: path)
            unused = unused.lowerBound + read..<unused.upperBound
            unpacked = 0..<written
        }
    }
}
