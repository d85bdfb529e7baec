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
        guard isDICOM(try window.file.read(132, at: 0)) else {
            throw .badFile(path: path, reason: "it is not a DICOM file: DICM is missing at byte 128")
        }
        var walk = DICOMWalk(window, at: 132)
        try walk.metaInformation()
        let uid = walk.values[DICOMPlace(.transferSyntax)].map(DICOMFields.text) ?? ""
        guard let syntax = DICOMSyntax(uid: uid) else {
            throw .badFile(
                path: path,
                reason: "its transfer syntax \(uid.isEmpty ? "is missing" : uid + " is not one that is read")"
                    + "; plain pixels, JPEG, JPEG-LS, JPEG 2000 and RLE are")
        }
        try walk.dataSet(syntax.coding)
        guard let pixels = walk.pixels else {
            throw .badFile(path: path, reason: "it holds no pixels \(DICOMTag.pixels)")
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

/// Whether a file that begins with `bytes` is a DICOM file.
func isDICOM(_ bytes: [UInt8]) -> Bool { bytes.count >= 132 && bytes[128..<132].elementsEqual("DICM".utf8) }

extension StringProtocol {
    /// Without the spaces and zeros at both ends.
    fileprivate var trimmingSpaces: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\0" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
