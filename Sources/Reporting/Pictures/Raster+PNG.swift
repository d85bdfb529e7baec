import CPNG
import Glibc

/// A picture that could not be saved: where, and why.
public struct PictureError: Error, Hashable, CustomStringConvertible {
    /// The file that was to be written.
    public let path: String
    /// The cause, as the system or libpng words it.
    public let reason: String

    /// Both in one line.
    public var description: String { "\(path): the picture cannot be written (\(reason))" }
}

extension Raster {
    /// Saves the picture as a PNG file.
    ///
    /// The file appears whole or not at all: it is written beside `path` and then takes its place.
    ///
    /// - Throws: `PictureError` where the folder is missing or cannot be written to, or the disk is full.
    public func writePNG(to path: String) throws(PictureError) {
        let scratch = "\(path).\(UInt32.random(in: 0 ... .max)).part"
        var failure = encode(to: scratch)
        if failure == nil, rename(scratch, path) != 0 { failure = String(cString: strerror(errno)) }
        guard let failure else { return }
        unlink(scratch)
        throw PictureError(path: path, reason: failure)
    }

    /// What went wrong, nil for nothing.
    private func encode(to path: String) -> String? {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(clamping: width)
        image.height = png_uint_32(clamping: height)
        image.format = png_uint_32(PNG_FORMAT_RGB)
        let rowStride = png_int_32(clamping: width * 3)
        guard png_image_write_to_file(&image, path, 0, bytes, rowStride, nil) == 0 else { return nil }
        // The message is a C array, a tuple here; libpng ends it with a zero byte within its 64.
        return withUnsafeBytes(of: image.message) { buffer in
            String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
