import CTesseraDICOM

/// Unpacks frames of DICOM files by GDCM, in a process of its own that lives as long as this; see cdicom.h.
final class FrameDecoder {
    private let handle: OpaquePointer

    /// Starts the process.
    ///
    /// - Parameter path: the file that messages name.
    /// - Throws: `DatasetError` where the system starts no process.
    init(path: String) throws(DatasetError) {
        var handle: OpaquePointer?
        let status = cd_decoder_new(&handle)
        guard status == CD_OK, let handle else {
            throw .unreadable(path: path, reason: String(cString: cd_message()))
        }
        self.handle = handle
    }

    deinit {
        cd_decoder_free(handle)
    }

    /// The pixels of a packed frame of the file `header` is of: little endian, row by row; colours pixel by pixel; and
    /// whether these are red, green and blue, where the frame tells.
    func pixels(of packed: [UInt8], _ header: DICOMHeader) throws(DatasetError) -> (bytes: [UInt8], isRGB: Bool?) {
        let packed = header.syntax.pixels == .jpeg2000 ? DICOMCodestream.withoutBoxes(packed) : packed
        guard let stream = DICOMCodestream(packed, header.syntax.pixels), stream.samples == header.format.samples,
            stream.columns == header.columns, stream.rows == header.rows, stream.bits <= header.format.allocated
        else {
            throw .badFile(
                path: header.path,
                reason: "its packed pixels are cut, or not the \(header.columns)x\(header.rows) of "
                    + "\(header.format.samples) times \(header.format.allocated) bits that its header announces; it is "
                    + "damaged")
        }
        let format = header.format
        let isKept = format.samples == 3 && header.syntax.pixels == .jpeg
        let decoded = isKept ? DICOMCodestream.keepingSamples(packed) : packed
        let frame = cd_frame(
            columns: Int32(header.columns), rows: Int32(header.rows), samples: Int32(format.samples),
            bits_allocated: Int32(format.allocated), bits_stored: Int32(format.stored),
            high_bit: Int32(format.highBit), is_signed: format.isSigned ? 1 : 0)
        var pixels = [UInt8](repeating: 0, count: header.frameSize)
        let status = cd_decode(
            handle, header.syntax.uid, frame, decoded, Int64(decoded.count), &pixels, Int64(pixels.count))
        guard status == CD_OK else {
            let reason = String(cString: cd_message())
            throw status == CD_SYSTEM
                ? .unreadable(path: header.path, reason: reason)
                : .badFile(path: header.path, reason: "\(reason); the file is damaged")
        }
        return (pixels, stream.isRGB)
    }
}
