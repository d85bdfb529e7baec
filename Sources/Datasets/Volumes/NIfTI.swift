/// A NIfTI file (https://nifti.nimh.nih.gov): `.nii`, or a pair of `.hdr` and `.img`, packed by gzip or not.
///
/// Turned to RAS+ by its sform, else its qform, else as `NIfTIHeader.affine` says.
struct NIfTI: Volume {
    let path: String
    let header: NIfTIHeader
    let orientation: Orientation
    private let voxelPath: String
    private let isPacked: Bool

    var stored: [Int] { header.dimensions }
    var isReadInParts: Bool { !isPacked }

    /// The endings of the names of such files; those of the second file of a pair are not among them.
    static let endings = [".nii", ".nii.gz", ".hdr", ".hdr.gz"]

    /// Reads the header of the file `path` and sees whether there can be as many voxels as it announces.
    init(path: String) throws(DatasetError) {
        var stream = try ByteStream(path: path)
        let header = try NIfTIHeader(try stream.read(540), path: path)
        var voxelPath = path
        if header.isPair {
            let names = try Self.voxelPaths(of: path)
            guard let found = names.first(where: exists) else {
                throw .badFile(path: path, reason: "its voxels should lie in \(names[0]), which is missing")
            }
            voxelPath = found
            stream = try ByteStream(path: voxelPath)
        }
        let (end, overflow) = header.offset.addingReportingOverflow(header.byteCount)
        // Deflate packs no more than 1032 bytes into one.
        let most = stream.isPacked ? stream.fileSize.multipliedReportingOverflow(by: 1032) : (stream.fileSize, false)
        guard !overflow, most.1 || end <= most.0 else {
            throw .truncated(
                path: voxelPath, found: max(0, stream.fileSize - (stream.isPacked ? 0 : header.offset)),
                announced: header.byteCount)
        }
        guard let orientation = Orientation(columns: Array(header.affine.prefix(3))) else {
            throw .badFile(path: path, reason: "its orientation has an axis without direction")
        }
        (self.path, self.header, self.orientation) = (path, header, orientation)
        (self.voxelPath, isPacked) = (voxelPath, stream.isPacked)
    }

    private static func voxelPaths(of path: String) throws(DatasetError) -> [String] {
        let paths = voxelPaths(besideHeader: path)
        guard !paths.isEmpty else {
            throw .badFile(path: path, reason: "it is the header of a pair of files and should end in .hdr")
        }
        return paths
    }

    /// Where the voxels of a pair may lie; nowhere where `path` is not named as a header of one.
    static func voxelPaths(besideHeader path: String) -> [String] {
        guard let ending = [".hdr", ".hdr.gz"].first(where: path.hasSuffix) else { return [] }
        let stem = path.dropLast(ending.count)
        return ["\(stem).img", "\(stem).img.gz"]
    }

    func slices() throws(DatasetError) -> any SliceReader {
        isPacked
            ? NIfTIStream(try ByteStream(path: voxelPath), header) : NIfTIRows(try File(path: voxelPath), header)
    }
}

extension NIfTIHeader {
    /// Where `rows` of a slice lie in the file.
    fileprivate func bytes(of rows: Range<Int>, slice: Int) -> Range<Int> {
        let row = dimensions[0] * coding.type.size
        let start = offset + slice * dimensions[1] * row
        return start + rows.lowerBound * row..<start + rows.upperBound * row
    }
}

/// Reads just the rows that are asked for.
private struct NIfTIRows: SliceReader {
    private let file: File
    private let header: NIfTIHeader

    init(_ file: File, _ header: NIfTIHeader) {
        (self.file, self.header) = (file, header)
    }

    func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float] {
        let range = header.bytes(of: rows, slice: index)
        let bytes = try file.read(range.count, at: range.lowerBound)
        guard bytes.count == range.count else {
            throw .truncated(
                path: file.path, found: max(0, file.size - header.offset), announced: header.byteCount)
        }
        return header.coding.values(of: bytes, window: window)
    }
}

/// Unpacks to the rows that are asked for.
private struct NIfTIStream: SliceReader {
    private let stream: ByteStream
    private let header: NIfTIHeader

    init(_ stream: ByteStream, _ header: NIfTIHeader) {
        (self.stream, self.header) = (stream, header)
    }

    func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float] {
        let range = header.bytes(of: rows, slice: index)
        try stream.skip(range.lowerBound - stream.position)
        var bytes: [UInt8] = []
        // Beyond some size the array grows as the bytes come: how many there are only unpacking shows.
        bytes.reserveCapacity(min(range.count, 1 << 24))
        guard try stream.read(range.count, appendingTo: &bytes) == range.count else {
            throw .truncated(
                path: stream.path, found: max(0, stream.position - header.offset), announced: header.byteCount)
        }
        // At the last voxel the checksum is due.
        if range.upperBound == header.offset + header.byteCount { _ = try stream.isAtEnd }
        return header.coding.values(of: bytes, window: window)
    }
}
