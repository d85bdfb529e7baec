/// What the header of a DICOM file says of the things that pixels need; the rest is passed over unread.
///
/// Read here and not by GDCM, whose reader takes lengths that a file states on trust: it allocates by them, and as
/// Debian builds it, it ends the process where a damaged file breaks its assertions.
struct DICOMFields {
    let path: String
    let syntax: DICOMSyntax
    /// The element of the pixels, of which nothing was read.
    let pixels: DICOMElement
    /// How numbers and pixels are written.
    var isBigEndian: Bool { syntax.coding.isBigEndian }
    private let values: [DICOMPlace: [UInt8]]

    /// Reads the header at the front of `window`'s file.
    ///
    /// - Throws: `DatasetError` where it is not a DICOM file, damaged, or without pixels.
    init(_ window: inout FileWindow) throws(DatasetError) {
        path = window.file.path
        guard window.file.size > 0 else { throw .empty(path: path) }
        guard let start = DICOMStart(try window.file.read(132, at: 0)) else {
            throw .badFile(
                path: path,
                reason: "it is not a DICOM file: DICM is missing at byte 128, and no element of one is at its front")
        }
        var walk = DICOMWalk(window, at: start.offset)
        try walk.metaInformation()
        let uid = walk.values[DICOMPlace(.transferSyntax)].map(DICOMFields.text) ?? start.syntax ?? ""
        // Of what is no picture, such as a directory, the rest does not matter.
        if let reason = notAPicture[walk.values[DICOMPlace(.mediaClass)].map(DICOMFields.text) ?? ""] {
            throw .noPicture(path: path, reason: "it is \(reason), no slice")
        }
        guard let syntax = DICOMSyntax(uid: uid) else {
            throw .badFile(
                path: path,
                reason: "its transfer syntax \(uid.isEmpty ? "is missing" : uid + " is not one that is read")"
                    + "; plain pixels, JPEG, JPEG-LS, JPEG 2000 and RLE are")
        }
        try walk.dataSet(walk.found(syntax.coding))
        guard let pixels = walk.pixels else {
            throw .noPicture(path: path, reason: "it holds no pixels \(DICOMTag.pixels)")
        }
        if let reason = notAPicture[walk.values[DICOMPlace(.objectClass)].map(DICOMFields.text) ?? ""] {
            throw .noPicture(path: path, reason: "it is \(reason), no slice")
        }
        (self.syntax, self.pixels, values) = (syntax, pixels, walk.values)
        window = walk.window
    }

    /// Whether there is such an element.
    func has(_ tag: DICOMTag) -> Bool { values[DICOMPlace(tag)] != nil }

    /// The text of an element, empty where it is missing.
    func text(_ tag: DICOMTag) -> String { values[DICOMPlace(tag)].map(DICOMFields.text) ?? "" }

    /// The whole number of an element of two bytes; nil where it is missing.
    func integer(_ tag: DICOMTag) throws(DatasetError) -> Int? {
        guard let bytes = values[DICOMPlace(tag)], !bytes.isEmpty else { return nil }
        guard bytes.count == 2 else {
            throw .badFile(path: path, reason: "its element \(tag) has \(bytes.count) bytes, not 2")
        }
        return isBigEndian ? Int(bytes[0]) << 8 | Int(bytes[1]) : Int(bytes[1]) << 8 | Int(bytes[0])
    }

    /// The words of an element, of two bytes each; empty where it is missing.
    func words(_ tag: DICOMTag) -> [Int] {
        let bytes = values[DICOMPlace(tag)] ?? []
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            isBigEndian ? Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) : Int(bytes[$0 + 1]) << 8 | Int(bytes[$0])
        }
    }

    /// The bytes of an element; empty where it is missing.
    func bytes(_ tag: DICOMTag) -> [UInt8] { values[DICOMPlace(tag)] ?? [] }

    /// The `count` numbers of an element, those of the frame before those of the file; nil where they are missing.
    func numbers(_ count: Int, _ tag: DICOMTag, frame: Int? = nil) throws(DatasetError) -> [Double]? {
        guard let bytes = values[DICOMPlace(tag, frame: frame)] ?? values[DICOMPlace(tag)] else { return nil }
        let text = DICOMFields.text(bytes)
        if text.isEmpty { return nil }
        let numbers = text.split(separator: "\\", omittingEmptySubsequences: false)
            .compactMap { Double($0.trimmingSpaces) }.filter(\.isFinite)
        guard numbers.count == count else {
            throw .badFile(path: path, reason: "its element \(tag) is \(text.debugDescription), not \(count) numbers")
        }
        return numbers
    }

    /// Values are padded to an even length with a space, or a zero.
    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).trimmingSpaces
    }
}

/// Where in a file an element lies: in the groups of one frame, or in those of all or outside of any.
struct DICOMPlace: Hashable {
    let tag: DICOMTag
    let frame: Int?

    init(_ tag: DICOMTag, frame: Int? = nil) { (self.tag, self.frame) = (tag, frame) }
}

/// Objects that are stored as pictures are, and are none (PS3.6, A).
private let notAPicture = [
    "1.2.840.10008.1.3.10": "a directory", "1.2.840.10008.5.1.4.1.1.66.4": "a segmentation",
    "1.2.840.10008.5.1.4.1.1.66.5": "a surface", "1.2.840.10008.5.1.4.1.1.481.2": "a radiation dose",
    "1.2.840.10008.5.1.4.1.1.481.3": "a set of contours", "1.2.840.10008.5.1.4.1.1.11.1": "a presentation state",
]

/// Where the elements of a DICOM file begin.
struct DICOMStart {
    let offset: Int
    /// How they are written, where the file does not say so itself.
    let syntax: String?

    /// What a file that begins with `bytes` is; nil where it is no DICOM file.
    ///
    /// Some programs leave out the preamble, or all of what comes before the first element of group 8.
    init?(_ bytes: [UInt8]) {
        if bytes.count >= 132, bytes[128..<132].elementsEqual("DICM".utf8) {
            (offset, syntax) = (132, nil)
            return
        }
        guard bytes.count >= 12 else { return nil }
        let kind = String(decoding: bytes[4..<6], as: UTF8.self)
        if bytes[0] == 2, bytes[1] == 0, bytes[2] <= 0x16, bytes[3] == 0, ["UL", "OB", "UI"].contains(kind) {
            (offset, syntax) = (0, nil)
            return
        }
        let first = [0x00, 0x01, 0x05, 0x08, 0x12, 0x16, 0x18] as [UInt8]
        guard bytes[0] == 8, bytes[1] == 0, first.contains(bytes[2]), bytes[3] == 0 else { return nil }
        let isExplicit = ["UL", "CS", "DA", "TM", "UI", "SH", "LO"].contains(kind)
        guard isExplicit || bytes[6] == 0 && bytes[7] == 0 && bytes[4] <= 128 && bytes[5] == 0 else { return nil }
        (offset, syntax) = (0, isExplicit ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2")
    }
}

/// Whether a file that begins with `bytes` is a DICOM file.
func isDICOM(_ bytes: [UInt8]) -> Bool { DICOMStart(bytes) != nil }

extension StringProtocol {
    /// Without the spaces and zeros at both ends.
    fileprivate var trimmingSpaces: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\0" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
