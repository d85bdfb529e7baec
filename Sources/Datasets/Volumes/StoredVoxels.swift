/// Voxels as they lie in a file, one after another: where they begin, how many along each axis, and how they are
/// written.
struct StoredVoxels: Sendable, Hashable {
    /// The lengths of the three axes, the fastest first.
    let dimensions: [Int]
    let coding: VoxelCoding
    /// Where the voxels begin, in the file or in what it unpacks to.
    let offset: Int

    /// The bytes of all voxels.
    var byteCount: Int { dimensions.reduce(coding.type.size, *) }

    /// The most voxels that are read; more is taken for damage.
    static let limit = 1 << 33

    /// The most voxels of a slice, of which all are in memory at once: a small gzip file can hold any number.
    static let sliceLimit = 1 << 26

    /// Makes sure that a volume can have axes of these lengths.
    static func check(_ dimensions: [Int], path: String) throws(DatasetError) {
        guard !dimensions.contains(0) else { throw .empty(path: path) }
        guard dimensions.allSatisfy({ $0 > 0 && $0 <= limit }),
            dimensions.reduce(1.0, { $0 * Double($1) }) <= Double(limit)
        else { throw .absurdHeader(path: path, dimensions: dimensions) }
        guard dimensions[0] * dimensions[1] <= sliceLimit else {
            let slice = "\(dimensions[0])x\(dimensions[1])"
            throw .badFile(path: path, reason: "its slices are \(slice) voxels; there may be \(sliceLimit) at most")
        }
    }

    /// Makes sure that a file of this size can hold as many voxels as its header announces.
    ///
    /// - Parameters:
    ///   - fileSize: the file's bytes; where they are packed, those that gzip has made of the voxels.
    ///   - isPacked: whether gzip has packed the voxels.
    ///   - path: what errors call the file.
    /// - Throws: `DatasetError.truncated` where it is too small.
    func check(fileSize: Int, isPacked: Bool, path: String) throws(DatasetError) {
        let (end, overflow) = offset.addingReportingOverflow(byteCount)
        // Deflate packs no more than 1032 bytes into one.
        let most = isPacked ? fileSize.multipliedReportingOverflow(by: 1032) : (fileSize, false)
        guard !overflow, most.1 || end <= most.0 else {
            throw .truncated(
                path: path, found: max(0, fileSize - (isPacked ? 0 : offset)), announced: byteCount)
        }
    }

    /// Where `rows` of a slice lie.
    fileprivate func bytes(of rows: Range<Int>, slice: Int) -> Range<Int> {
        let row = dimensions[0] * coding.type.size
        let start = offset + slice * dimensions[1] * row
        return start + rows.lowerBound * row..<start + rows.upperBound * row
    }
}

/// Reads just the rows that are asked for.
struct VoxelRows: SliceReader {
    private let file: File
    private let voxels: StoredVoxels

    init(_ file: File, _ voxels: StoredVoxels) {
        (self.file, self.voxels) = (file, voxels)
    }

    func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float] {
        let range = voxels.bytes(of: rows, slice: index)
        let bytes = try file.read(range.count, at: range.lowerBound)
        guard bytes.count == range.count else {
            throw .truncated(
                path: file.path, found: max(0, file.size - voxels.offset), announced: voxels.byteCount)
        }
        return voxels.coding.values(of: bytes, window: window)
    }
}

/// Unpacks to the rows that are asked for.
struct VoxelStream: SliceReader {
    private let stream: ByteStream
    private let voxels: StoredVoxels

    init(_ stream: ByteStream, _ voxels: StoredVoxels) {
        (self.stream, self.voxels) = (stream, voxels)
    }

    func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float] {
        let range = voxels.bytes(of: rows, slice: index)
        try stream.skip(range.lowerBound - stream.position)
        var bytes: [UInt8] = []
        // Beyond some size the array grows as the bytes come: how many there are only unpacking shows.
        bytes.reserveCapacity(min(range.count, 1 << 24))
        guard try stream.read(range.count, appendingTo: &bytes) == range.count else {
            throw .truncated(
                path: stream.path, found: max(0, stream.position - voxels.offset), announced: voxels.byteCount)
        }
        // At the last voxel the checksum is due.
        if range.upperBound == voxels.offset + voxels.byteCount { _ = try stream.isAtEnd }
        return voxels.coding.values(of: bytes, window: window)
    }
}
