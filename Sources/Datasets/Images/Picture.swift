/// A picture in a file: what its header says, and its pixels when asked for.
protocol Picture: Sendable {
    var path: String { get }
    var rows: Int { get }
    var columns: Int { get }
    /// 1 for grey, 3 for colour; transparency does not count.
    var channels: Int { get }
    /// Whether a part can be read without decoding the rest.
    var isTiled: Bool { get }
    /// Whether the file has a band beyond its channels that is no transparency, which is left out.
    var hasUnnamedBand: Bool { get }

    /// All pixels in a form: row by row, channels last.
    func pixels(_ form: ImageForm) throws(DatasetError) -> [UInt8]

    /// The pixels of a part of a tiled file in a form without a size.
    func pixels(_ form: ImageForm, rows: Range<Int>, columns: Range<Int>) throws(DatasetError) -> [UInt8]
}

extension Picture {
    /// The pixels of a picture that is saved in colours, of which it has none.
    func greyPixels(_ form: ImageForm) throws(DatasetError) -> [UInt8] {
        var coloured = form
        coloured.channels = channels
        let pixels = try pixels(coloured)
        return try stride(from: 0, to: pixels.count, by: channels).map { place throws(DatasetError) in
            let (red, green, blue) = (pixels[place], pixels[place + 1], pixels[place + 2])
            // Compression may move a grey a little.
            guard max(red, green, blue) - min(red, green, blue) <= 4 else {
                throw .badFile(path: path, reason: "it is coloured, the others are grey")
            }
            return green
        }
    }
}

/// The picture in the file `path`: a DICOM object of one frame, or an image file.
///
/// - Throws: `DatasetError` where it is neither, or cannot be brought to bytes.
func picture(at path: String, window: Window?) throws(DatasetError) -> any Picture {
    guard exists(path) else { throw .noSuchPath(path) }
    return isDICOMFile(path) ? try DICOMPicture(path: path) : try ImageFile(path: path, window: window)
}

/// Reads a picture to its last pixel, and keeps nothing.
///
/// - Throws: `DatasetError` where it cannot be read.
func checkPicture(at path: String, window: Window?) throws(DatasetError) {
    let picture = try picture(at: path, window: window)
    _ = try picture.pixels(ImageForm(channels: picture.channels, window: window))
}
