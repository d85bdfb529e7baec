import Glibc
import TesseraFiles

/// A picture that could not be saved: where, and why.
package struct PictureError: Error, Hashable, CustomStringConvertible {
    /// The file that was to be written.
    package let path: String
    /// The cause, as the system words it.
    package let reason: String

    /// Both in one line.
    package var description: String { "\(path): the picture cannot be written (\(reason))" }
}

extension Raster {
    /// Saves the picture as a PNG file, which appears whole or not at all.
    ///
    /// - Throws: `PictureError` where the folder is missing or cannot be written to, or the disk is full.
    package func writePNG(to path: String) throws(PictureError) {
        guard let bytes = png else { throw PictureError(path: path, reason: "no memory for it") }
        do throws(FileError) {
            try replaceFile(at: path, with: bytes, followsLink: true)
        } catch {
            throw PictureError(path: path, reason: String(cString: strerror(error.code)))
        }
    }
}
