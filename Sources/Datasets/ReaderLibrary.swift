import CTesseraDICOM
import CTesseraImages

/// A library that files are read with, as it is found on this machine.
package struct ReaderLibrary: Sendable {
    /// What it is called.
    package let name: String
    /// What it reads.
    package let purpose: String
    /// Its version, empty where it does not tell; nil where it is not here.
    package let version: String?
    /// What to do where it is not here.
    package let remedy: String

    /// All of them.
    package static var all: [ReaderLibrary] {
        [
            ReaderLibrary(
                name: "libvips", purpose: "image files", version: try? ImageLibrary.version(),
                remedy: "install libvips 8.12 or newer (Debian: libvips42) to read image files"),
            ReaderLibrary(
                name: "TurboJPEG", purpose: "JPEG files, faster", version: cimages_has_turbojpeg() ? "" : nil,
                remedy: "install it (Debian: libturbojpeg0) to read JPEG files faster; libvips reads them too"),
            ReaderLibrary(
                name: "GDCM", purpose: "compressed DICOM files", version: String(cString: cd_version()),
                remedy: ""),
        ]
    }
}
