/// A file read at any place, a block at a time: for headers, whose fields lie close together.
struct FileWindow {
    let file: File
    private var block: [UInt8] = []
    private var start = 0

    init(_ file: File) {
        self.file = file
    }

    /// The `count` bytes from `offset` on.
    ///
    /// - Throws: `DatasetError.truncatedHeader` where the file ends before.
    mutating func bytes(_ count: Int, at offset: Int) throws(DatasetError) -> ArraySlice<UInt8> {
        guard offset >= 0, count >= 0, count <= file.size, offset <= file.size - count else {
            throw .truncatedHeader(path: file.path)
        }
        if offset < start || offset + count > start + block.count {
            block = try file.read(max(count, 4096), at: offset)
            start = offset
        }
        guard offset + count <= start + block.count else { throw .truncatedHeader(path: file.path) }
        return block[offset - start..<offset - start + count]
    }

    /// The whole number of `count` bytes at `offset`.
    mutating func integer(_ count: Int, at offset: Int, isBigEndian: Bool) throws(DatasetError) -> UInt32 {
        let field = try bytes(count, at: offset)
        return isBigEndian
            ? field.reduce(0) { $0 << 8 | UInt32($1) } : field.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
