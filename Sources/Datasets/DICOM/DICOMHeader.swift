/// The header of a DICOM file: the size of its frames, how their bytes are values, and where they lie in body and file.
struct DICOMHeader: Sendable {
    /// One slice.
    struct Frame: Sendable {
        /// The place of its first pixel, in millimetres to the patient's left, back and head; nil where it is not told.
        let position: [Double]?
        /// The directions of its rows and of its columns, unit vectors one after the other.
        let orientation: [Double]?
        let scale: DICOMScale
        /// Millimetres from row to row and from column to column; nil where it is not told.
        let spacing: [Double]?
    }

    let path: String
    let syntax: DICOMSyntax
    /// The UID of the series, empty where it is missing.
    let series: String
    /// What people call the series, empty where they do not.
    let description: String
    /// How it was made, such as `CT` or `DX`.
    let modality: String
    /// What kind of picture it is, in capitals, such as `LOCALIZER` or `MOSAIC`.
    let imageType: [String]
    let columns: Int
    let rows: Int
    let format: DICOMPixelFormat
    let frames: [Frame]
    let pixels: DICOMPixels

    /// The bytes of one frame, unpacked.
    var frameSize: Int { columns * rows * format.size }

    /// Reads the header of the file `path`, and sees whether there can be as many pixels as it announces.
    init(path: String) throws(DatasetError) {
        var window = FileWindow(try File(path: path))
        let fields = try DICOMFields(&window)
        guard let columns = try fields.integer(.columns), let rows = try fields.integer(.rows) else {
            throw .badFile(path: path, reason: "its header does not tell how many rows and columns there are")
        }
        let numbers = try fields.numbers(1, .frameCount)
        let count = numbers?[0] ?? 1
        // More frames are taken for damage: each is kept.
        guard (0...0x1p16).contains(count), count == count.rounded() else {
            throw .badFile(path: path, reason: "its header announces \(count) frames")
        }
        guard rows > 0, columns > 0, count > 0 else { throw .empty(path: path) }
        self.path = path
        (self.columns, self.rows) = (columns, rows)
        syntax = fields.syntax
        series = fields.text(.seriesUID)
        description = fields.text(.seriesDescription)
        modality = fields.text(.modality).uppercased()
        imageType = fields.text(.imageType).uppercased().split(separator: "\\").map(String.init)
        format = try DICOMPixelFormat(fields)
        pixels = try DICOMPixels(
            &window, fields, frames: Int(count), columns: columns, rows: rows, pixelSize: format.size)
        var frames: [Frame] = []
        for index in 0..<pixels.count { frames.append(try Frame(fields, index)) }
        self.frames = frames
    }

    /// What messages call a frame.
    func name(of frame: Int) -> String { frames.count > 1 ? "frame \(frame + 1) of \(path)" : path }
}

extension DICOMHeader.Frame {
    fileprivate init(_ fields: DICOMFields, _ index: Int) throws(DatasetError) {
        position = try fields.numbers(3, .position, frame: index)
        orientation = try fields.numbers(6, .orientation, frame: index)
        // What is no pair of lengths tells nothing.
        spacing = ((try? fields.numbers(2, .pixelSpacing, frame: index)) ?? nil).flatMap {
            $0.allSatisfy { $0 > 0 } ? $0 : nil
        }
        scale = DICOMScale(
            slope: try fields.numbers(1, .slope, frame: index)?[0] ?? 1,
            intercept: try fields.numbers(1, .intercept, frame: index)?[0] ?? 0)
        guard scale.slope != 0 else {
            throw .badFile(path: fields.path, reason: "its rescale slope is 0, which leaves nothing of its values")
        }
        if let orientation {
            let (row, column) = (orientation[..<3], orientation[3...])
            let lengths = [row, column].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
            let product = zip(row, column).reduce(0) { $0 + $1.0 * $1.1 }
            guard lengths.allSatisfy({ abs($0 - 1) < 0.05 }), abs(product) < 0.05 else {
                throw .badFile(
                    path: fields.path, reason: "its orientation \(orientation) is not two unit vectors at right angles")
            }
        }
    }
}
