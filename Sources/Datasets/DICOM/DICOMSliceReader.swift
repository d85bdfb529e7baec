/// Bytes as a file stores them, once they are unpacked; `isRGB` is what packed colours say of themselves.
typealias DICOMStored = (bytes: [UInt8], isBigEndian: Bool, isRGB: Bool?)

/// Reads the rows that are asked for of plain slices, and unpacks packed ones.
final class DICOMSliceReader: SliceReader {
    private let headers: [DICOMHeader]
    private let slices: [DICOMSlice]
    /// Those of the last slice: frames of one file follow each other.
    private var file: File?
    private var decoder: FrameDecoder?

    init(_ headers: [DICOMHeader], _ slices: [DICOMSlice]) {
        (self.headers, self.slices) = (headers, slices)
    }

    func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float] {
        let (bytes, isBigEndian, _) = try stored(index, rows: rows)
        let (slice, header) = (slices[index], headers[slices[index].header])
        return header.format.values(
            of: bytes, isBigEndian: isBigEndian, header.frames[slice.frame].scale, window)
    }

    /// The bytes of some rows of a slice, unpacked, how they are written, and what packed colours say of themselves.
    func stored(_ index: Int, rows: Range<Int>) throws(DatasetError) -> DICOMStored {
        let slice = slices[index]
        let header = headers[slice.header]
        let file = if let last = self.file, last.path == header.path { last } else { try File(path: header.path) }
        self.file = file
        let row = header.columns * header.format.size
        let range = rows.lowerBound * row..<rows.upperBound * row
        switch header.pixels {
        case .plain(let offset, _):
            let start = slice.frame * header.frameSize + range.lowerBound
            guard header.format.isSwapped else {
                let bytes = try read(range.count, of: file, at: offset + start)
                return (bytes, header.syntax.coding.isBigEndian, nil)
            }
            let words = start / 2..<(start + range.count + 1) / 2
            let bytes = try read(2 * words.count, of: file, at: offset + 2 * words.lowerBound)
            return ((start..<start + range.count).map { bytes[($0 ^ 1) - 2 * words.lowerBound] }, true, nil)
        case .packed(let frames):
            var packed: [UInt8] = []
            for piece in frames[slice.frame] { packed += try read(piece.count, of: file, at: piece.lowerBound) }
            if header.syntax.pixels == .rle {
                guard let bytes = RunLengths.unpacked(packed, header.format, count: header.columns * header.rows) else {
                    throw .badFile(
                        path: header.path,
                        reason:
                            "its packed pixels are not the \(header.columns)x\(header.rows) of \(header.format.samples) "
                            + "times \(header.format.allocated) bits that its header announces; it is damaged")
                }
                return (rows == 0..<header.rows ? bytes : Array(bytes[range]), false, nil)
            }
            let decoder = if let decoder { decoder } else { try FrameDecoder(path: header.path) }
            // One that failed is not asked again.
            self.decoder = nil
            let (bytes, isRGB) = try decoder.pixels(of: packed, header)
            self.decoder = decoder
            return (rows == 0..<header.rows ? bytes : Array(bytes[range]), false, isRGB)
        }
    }

    private func read(_ count: Int, of file: File, at offset: Int) throws(DatasetError) -> [UInt8] {
        let bytes = try file.read(count, at: offset)
        guard bytes.count == count else { throw .truncated(path: file.path, found: bytes.count, announced: count) }
        return bytes
    }
}
