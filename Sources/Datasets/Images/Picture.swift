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

/// The picture in the file `path`: a DICOM object of one frame, or an image file.
///
/// - Throws: `DatasetError` where it is neither, or cannot be brought to bytes.
func picture(at path: String, window: Window?) throws(DatasetError) -> any Picture {
    guard exists(path) else { throw .noSuchPath(path) }
    return isDICOMFile(path) ? try DICOMPicture(path: path) : try ImageFile(path: path, window: window)
}
