/// The tag of a data element, its group and its number in it (PS3.6).
struct DICOMTag: Sendable, Hashable, CustomStringConvertible {
    let number: UInt32

    init(_ group: UInt32, _ element: UInt32) { number = group << 16 | element }

    var description: String {
        let digits = String(number, radix: 16)
        let padded = String(repeating: "0", count: 8 - digits.count) + digits
        return "(\(padded.prefix(4)),\(padded.suffix(4)))"
    }

    static let mediaClass = DICOMTag(0x0002, 0x0002)
    static let transferSyntax = DICOMTag(0x0002, 0x0010)
    static let imageType = DICOMTag(0x0008, 0x0008)
    static let objectClass = DICOMTag(0x0008, 0x0016)
    static let modality = DICOMTag(0x0008, 0x0060)
    static let seriesDescription = DICOMTag(0x0008, 0x103e)
    static let seriesUID = DICOMTag(0x0020, 0x000e)
    static let position = DICOMTag(0x0020, 0x0032)
    static let orientation = DICOMTag(0x0020, 0x0037)
    static let samplesPerPixel = DICOMTag(0x0028, 0x0002)
    static let photometric = DICOMTag(0x0028, 0x0004)
    static let planes = DICOMTag(0x0028, 0x0006)
    static let frameCount = DICOMTag(0x0028, 0x0008)
    static let rows = DICOMTag(0x0028, 0x0010)
    static let columns = DICOMTag(0x0028, 0x0011)
    static let pixelSpacing = DICOMTag(0x0028, 0x0030)
    static let bitsAllocated = DICOMTag(0x0028, 0x0100)
    static let bitsStored = DICOMTag(0x0028, 0x0101)
    static let highBit = DICOMTag(0x0028, 0x0102)
    static let pixelRepresentation = DICOMTag(0x0028, 0x0103)
    static let intercept = DICOMTag(0x0028, 0x1052)
    static let slope = DICOMTag(0x0028, 0x1053)
    static let modalityTable = DICOMTag(0x0028, 0x3000)
    /// Of red, green and blue: how long the table of a palette is, where it begins, its bits; and the table.
    static let palettes = [0x1101, 0x1102, 0x1103].map { DICOMTag(0x0028, $0) }
    static let paletteTables = [0x1201, 0x1202, 0x1203].map { DICOMTag(0x0028, $0) }
    static let pixels = DICOMTag(0x7fe0, 0x0010)

    /// What all frames of a file have in common, and what each has of its own.
    static let sharedGroups = DICOMTag(0x5200, 0x9229)
    static let frameGroups = DICOMTag(0x5200, 0x9230)
    /// The sequences in these that hold position, orientation, spacing, and slope and intercept.
    static let groups: Set<DICOMTag> = [
        DICOMTag(0x0028, 0x9110),
        DICOMTag(0x0020, 0x9113), DICOMTag(0x0020, 0x9116), DICOMTag(0x0028, 0x9145),
    ]

    static let item = DICOMTag(0xfffe, 0xe000)
    static let itemEnd = DICOMTag(0xfffe, 0xe00d)
    static let sequenceEnd = DICOMTag(0xfffe, 0xe0dd)

    /// Whether its elements, items and their ends, never say of which kind they are.
    var isDelimiter: Bool { number >> 16 == 0xfffe }
}
