/// How a DICOM file writes its data elements and pixels: its transfer syntax (PS3.5, section 10).
struct DICOMSyntax: Sendable, Hashable {
    /// How pixels are stored.
    enum Pixels: Sendable, Hashable {
        case plain
        case jpeg
        case jpegLS
        case jpeg2000
        case rle
    }

    let uid: String
    let pixels: Pixels
    /// How elements are written behind the file's meta information.
    let coding: DICOMCoding

    /// The syntax with this UID; nil where it is not one that is read: deflated data sets and videos.
    init?(uid: String) {
        self.uid = uid
        coding = DICOMCoding(isExplicit: uid != "1.2.840.10008.1.2", isBigEndian: uid == "1.2.840.10008.1.2.2")
        switch uid {
        case "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2": pixels = .plain
        case "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70":
            pixels = .jpeg
        case "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81": pixels = .jpegLS
        case "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91": pixels = .jpeg2000
        case "1.2.840.10008.1.2.5": pixels = .rle
        default: return nil
        }
    }
}

/// How data elements are written.
struct DICOMCoding: Sendable, Hashable {
    /// Whether each says of which kind its value is.
    var isExplicit = true
    var isBigEndian = false
}
