/// A data element of a DICOM file (PS3.5, section 7): its tag, and where its value lies.
struct DICOMElement {
    let tag: DICOMTag
    let start: Int
    /// The bytes of the value; nil where a delimiter ends it.
    let length: Int?
    /// Whether it says that its value is a sequence.
    let isSequence: Bool
    /// Whether it says nothing about its value: then what is nested in it is implicit (PS3.5, 6.2.2).
    let isUnknown: Bool
    /// Whether pixels lie as words of 16 bits.
    let isWords: Bool

    var end: Int? { length.map { start + $0 } }
}

extension FileWindow {
    /// The element at `position`, its value not yet looked at.
    mutating func element(at position: Int, _ coding: DICOMCoding) throws(DatasetError) -> DICOMElement {
        let tag = DICOMTag(
            try integer(2, at: position, isBigEndian: coding.isBigEndian),
            try integer(2, at: position + 2, isBigEndian: coding.isBigEndian))
        var start = position + 8
        var kind = ""
        let length: UInt32
        if coding.isExplicit, !tag.isDelimiter {
            let letters = try bytes(2, at: position + 4)
            guard letters.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
                throw .badFile(path: file.path, reason: "there is no data element at byte \(position); it is damaged")
            }
            kind = String(decoding: letters, as: UTF8.self)
            if longKinds.contains(kind) {
                length = try integer(4, at: position + 8, isBigEndian: coding.isBigEndian)
                start = position + 12
            } else {
                length = try integer(2, at: position + 6, isBigEndian: coding.isBigEndian)
            }
        } else {
            length = try integer(4, at: position + 4, isBigEndian: coding.isBigEndian)
        }
        return DICOMElement(
            tag: tag, start: start, length: length == .max ? nil : Int(length), isSequence: kind == "SQ",
            isUnknown: kind == "UN", isWords: kind == "OW")
    }
}

/// The kinds of values whose length is written with four bytes.
private let longKinds: Set<String> = [
    "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV",
]
