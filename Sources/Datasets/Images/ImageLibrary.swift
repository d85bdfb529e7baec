import CTesseraImages

/// libvips, which is opened when the first image is read.
enum ImageLibrary {
    /// Its version.
    ///
    /// - Throws: `DatasetError.missingLibrary` where it cannot be opened.
    static func version() throws(DatasetError) -> String { try opened.get() }

    /// Whether it reads HEIC and AVIF here.
    static var hasHEIF: Bool { (try? version()) != nil && cimages_has_heif() }

    /// Whether it reads JPEG 2000 here.
    static var hasJPEG2000: Bool { (try? version()) != nil && cimages_has_jpeg2000() }

    private static let opened: Result<String, DatasetError> = {
        var message = cimages_message()
        guard cimages_open(&message) == 0 else {
            return .failure(.missingLibrary("libvips", reason: message.string, package: "libvips42"))
        }
        return .success(String(cString: cimages_version()))
    }()
}
