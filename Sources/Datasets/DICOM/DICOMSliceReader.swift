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
        let slice = slices[index]
        let header = headers[slice.header]
        let file = if let last = self.file, last.path == header.path { last } else { try File(path: header.path) }
        self.file = file
        let row = header.columns * header.format.size
        let range = rows.lowerBound * row..<rows.upperBound * row
        let bytes: [UInt8]
        let isBigEndian: Bool
        switch header.pixels {
        case .plain(let offset, _):
            bytes = try read(range.count, of: file, at: offset + slice.frame * header.frameSize + range.lowerBound)
            isBigEndian = header.syntax.coding.isBigEndian
        case .packed(let frames):
            var packed: [UInt8] = []
            for piece in frames[slice.frame] { packed += try read(piece.count, of: file, at: piece.lowerBound) }
            let decoder = if let decoder { decoder } else { try FrameDecoder(path: header.path) }
            // One that failed is not asked again.
            self.decoder = nil
            bytes = Array(try decoder.pixels(of: packed, header)[range])
            self.decoder = decoder
            isBigEndian = false
        }
        return header.format.values(
            of: bytes, isBigEndian: isBigEndian, header.frames[slice.frame].scale, window)
    }

    private func read(_ count: Int, of file: File, at offset: Int) throws(DatasetError) -> [UInt8] {
        let bytes = try file.read(count, at: offset)
        guard bytes.count == count else { throw .truncated(path: file.path, found: bytes.count, announced: count) }
        return bytes
    }
}
