/// A DICOM object of one frame, such as an X-ray or a photo, as a picture.
///
/// Where the least value is white (MONOCHROME1) it is turned round. Values other than whole numbers from 0 to 255 need
/// a window.
struct DICOMPicture: Picture {
    let path: String
    var rows: Int { header.rows }
    var columns: Int { header.columns }
    var channels: Int { header.format.colour == nil ? 1 : 3 }
    var isTiled: Bool { false }
    var hasUnnamedBand: Bool { false }
    private let header: DICOMHeader

    /// Reads the header of the file `path`.
    ///
    /// - Throws: `DatasetError` where it is none of one frame.
    init(path: String) throws(DatasetError) {
        header = try DICOMHeader(path: path)
        guard header.frames.count == 1 else {
            throw .badFile(
                path: path, reason: "it has \(header.frames.count) frames; pictures have one, others are volumes")
        }
        self.path = path
    }

    func pixels(_ form: ImageForm) throws(DatasetError) -> [UInt8] {
        if form.channels < channels { return try greyPixels(form) }
        let reader = DICOMSliceReader([header], [DICOMSlice(header: 0, frame: 0)])
        if let colour = header.format.colour {
            guard form.window == nil else {
                throw .badFile(path: path, reason: "data.window means nothing for pixels that are \(colour.name)")
            }
            let stored = try reader.stored(0, rows: 0..<rows)
            let numbers = header.format.numbers(in: stored.bytes, isBigEndian: stored.isBigEndian)
            let pixels = colour.pixels(
                of: numbers, count: rows * columns, bits: header.format.stored, isRGB: stored.isRGB)
            return form.resized(pixels, from: [rows, columns])
        }
        let values = try reader.values(of: 0, rows: 0..<rows, window: form.window ?? Window())
        guard values.allSatisfy({ !$0.isNaN }) else {
            throw .badFile(
                path: path,
                reason:
                    "holds values other than whole numbers from 0 to 255; data.window: [low, high] says which values to keep"
            )
        }
        // Halves go up.
        let bytes = values.map { UInt8(min(max($0, 0), 255) + 0.5) }
        let pixels = form.channels == 1 ? bytes : bytes.flatMap { [UInt8](repeating: $0, count: form.channels) }
        return form.resized(pixels, from: [rows, columns])
    }

    func pixels(_ form: ImageForm, rows: Range<Int>, columns: Range<Int>) throws(DatasetError) -> [UInt8] {
        preconditionFailure("\(path) cannot be read in parts")
    }

    /// Whether a file is an object of one frame that shows one picture, rather than a slice of a volume: colours have no
    /// other meaning.
    static func isOne(_ path: String) -> Bool {
        guard let header = try? DICOMHeader(path: path) else { return false }
        return header.frames.count == 1
            && (header.format.colour != nil
                || ["CR", "DX", "DR", "RG", "MG", "IO", "PX", "US", "XC", "ES", "GM", "SM", "OP", "DG"]
                    .contains(header.modality))
    }
}
