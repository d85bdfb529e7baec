import CTesseraImages

/// An image file: what its header says, and its pixels when asked for.
///
/// Read through libvips: JPEG, PNG, TIFF, WebP, PGM and its kin, BMP, GIF (its first frame), and HEIC, AVIF and JPEG
/// 2000 where libvips can, known by their first bytes. Turned as the EXIF orientation says.
struct ImageFile: Picture {
    let path: String
    let rows: Int
    let columns: Int
    /// 1 for grey, 3 for colour; transparency does not count.
    let channels: Int
    /// Whether a part can be read without decoding the rest.
    let isTiled: Bool
    /// Whether the file has a band beyond its channels that is no transparency, which is left out.
    let hasUnnamedBand: Bool

    /// The endings of the names of files that must be images; others are where their first bytes say so.
    static let endings = [
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pnm", ".pbm", ".bmp",
    ]

    /// Whether the first bytes of a file are those of an image, whatever it is called.
    static func isImage(at path: String) -> Bool { cimages_is_image(path) }

    /// Reads the header of the file `path`.
    ///
    /// - Throws: `DatasetError` where libvips is missing, or the file is none that can be brought to bytes.
    init(path: String, window: Window?) throws(DatasetError) {
        guard exists(path) else { throw .noSuchPath(path) }
        _ = try ImageLibrary.version()
        var info = cimages_info()
        var message = cimages_message()
        guard cimages_inspect(path, window != nil, &info, &message) == 0 else {
            throw .badFile(path: path, reason: message.string)
        }
        self.path = path
        (rows, columns, channels) = (Int(info.height), Int(info.width), Int(info.channels))
        isTiled = info.is_tiled
        hasUnnamedBand = info.has_unnamed_band
    }

    /// All pixels in a form: row by row, channels last.
    ///
    /// - Throws: `DatasetError` where the file cannot be read, or is coloured where the form is grey.
    func pixels(_ form: ImageForm) throws(DatasetError) -> [UInt8] {
        if form.channels < channels { return try greyPixels(form) }
        let decoded = try decoded(channels: form.channels) { pixels, message in
            withUnsafePointer(to: form.specification(of: [rows, columns])) { cimages_decode(path, $0, pixels, message) }
        }
        let expected = form.size == nil ? [rows, columns] : decoded.size
        guard decoded.size == expected else { throw .badFile(path: path, reason: "it has changed") }
        return form.resized(decoded.bytes, from: decoded.size)
    }

    /// The pixels of a part of a tiled file in a form without a size.
    func pixels(_ form: ImageForm, rows: Range<Int>, columns: Range<Int>) throws(DatasetError) -> [UInt8] {
        precondition(isTiled && form.size == nil, "\(path) cannot be read in parts")
        return try decoded(channels: form.channels) { pixels, message in
            withUnsafePointer(to: form.specification(of: [self.rows, self.columns])) {
                cimages_decode_part(
                    path, $0, Int64(columns.lowerBound), Int64(rows.lowerBound), Int64(columns.count),
                    Int64(rows.count), pixels, message)
            }
        }.bytes
    }

    /// The size, in rows and columns, and the bytes of what `decode` makes of the file: as many channels as the form
    /// has.
    ///
    /// - Throws: `DatasetError` with the message of `decode`.
    private func decoded(
        channels: Int,
        _ decode: (UnsafeMutablePointer<cimages_pixels>, UnsafeMutablePointer<cimages_message>) -> Int32
    ) throws(DatasetError) -> (size: [Int], bytes: [UInt8]) {
        var message = cimages_message()
        var pixels = cimages_pixels()
        guard decode(&pixels, &message) == 0 else { throw .badFile(path: path, reason: message.string) }
        defer { cimages_free(&pixels) }
        let size = [Int(pixels.height), Int(pixels.width)]
        let count = size[0] * size[1] * channels
        return (size, Array(UnsafeBufferPointer(start: pixels.bytes, count: count)))
    }
}

extension cimages_message {
    /// The message's text.
    var string: String {
        withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
