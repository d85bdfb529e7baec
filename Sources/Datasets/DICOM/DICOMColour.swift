/// How the pixels of a DICOM object are colours (PS3.3, C.7.6.3.1.2).
enum DICOMColour: Sendable, Hashable {
    /// Red, green and blue, pixel by pixel or plane by plane.
    case rgb(hasPlanes: Bool)
    /// Brightness and two differences, likewise.
    case ybr(hasPlanes: Bool)
    /// Of two pixels of a row the brightnesses, and the differences that they share.
    case ybrPairs
    /// Places in three tables, of which the first is of `first`.
    case palette(red: [UInt8], green: [UInt8], blue: [UInt8], first: Int)

    /// What messages call it.
    var name: String {
        switch self {
        case .rgb: "3 samples of RGB"
        case .ybr: "3 samples of YBR_FULL"
        case .ybrPairs: "3 samples of YBR_FULL_422"
        case .palette: "PALETTE COLOR"
        }
    }

    /// - Throws: `DatasetError` where it is none of these.
    init(_ fields: DICOMFields, samples: Int, _ photometric: String) throws(DatasetError) {
        let kind = fields.syntax.pixels
        // What is packed has an order of its own, whatever the header says: RLE is of planes, the others go by pixels.
        let isOfPlanes = try fields.integer(.planes) == 1
        let hasPlanes = kind == .rle || kind == .plain && isOfPlanes
        switch (photometric, samples) {
        case ("RGB", 3): self = .rgb(hasPlanes: hasPlanes)
        case ("YBR_FULL", 3): self = .ybr(hasPlanes: hasPlanes)
        case ("YBR_FULL_422", 3) where kind != .plain: self = .ybr(hasPlanes: false)
        case ("YBR_FULL_422", 3):
            guard (try fields.integer(.columns) ?? 0) % 2 == 0, try fields.integer(.bitsAllocated) == 8 else {
                throw .badFile(
                    path: fields.path, reason: "its YBR_FULL_422 is not of bytes in an even number of columns")
            }
            self = .ybrPairs
        // The transforms that are part of JPEG 2000, and undone with it.
        case ("YBR_RCT", 3) where kind == .jpeg2000, ("YBR_ICT", 3) where kind == .jpeg2000:
            self = .rgb(hasPlanes: false)
        case ("PALETTE COLOR", 1):
            let forms = DICOMTag.palettes.map(fields.words)
            guard forms.allSatisfy({ $0.count == 3 && $0 == forms[0] }), [8, 16].contains(forms[0][2]) else {
                throw .badFile(path: fields.path, reason: "its PALETTE COLOR has no three tables of one form")
            }
            // 0 stands for 65536, which two bytes cannot hold.
            let (count, isWide) = (forms[0][0] == 0 ? 65536 : forms[0][0], forms[0][2] == 16)
            let tables = DICOMTag.paletteTables.map { tag in
                // Of words the upper byte counts; some writers leave out the lower ones.
                let words = fields.words(tag)
                if isWide { return words.count == count ? words.map { UInt8($0 >> 8) } : [] }
                let bytes = fields.bytes(tag)
                return bytes.count >= count ? Array(bytes.prefix(count)) : []
            }
            guard tables.allSatisfy({ $0.count == count }) else {
                throw .badFile(
                    path: fields.path, reason: "its PALETTE COLOR has tables that are too short, or segmented")
            }
            self = .palette(red: tables[0], green: tables[1], blue: tables[2], first: forms[0][1])
        default:
            throw .badFile(
                path: fields.path,
                reason:
                    "its pixels are \(samples > 1 ? "\(samples) samples of " : "")\(photometric); grey, RGB, YBR_FULL, "
                    + "YBR_FULL_422, PALETTE COLOR and, of JPEG 2000, YBR_RCT and YBR_ICT are read")
        }
    }

    /// The colours of some pixels.
    ///
    /// - Parameters:
    ///   - numbers: what is stored, without bits that are no part of it.
    ///   - count: the number of pixels.
    ///   - bits: how many bits each number has; of more than 8 the upper 8 count.
    ///   - isRGB: what packed pixels say of themselves, which counts for more than the header; nil where they do not tell.
    /// - Returns: red, green and blue of each pixel.
    func pixels(of numbers: [UInt16], count: Int, bits: Int, isRGB: Bool?) -> [UInt8] {
        func byte(_ number: UInt16) -> UInt8 { UInt8(truncatingIfNeeded: number >> max(0, bits - 8)) }
        switch self {
        case .rgb(let hasPlanes), .ybr(let hasPlanes):
            let bytes = numbers.map(byte)
            let woven = hasPlanes ? Self.woven(bytes, count) : bytes
            let isHeaders = if case .rgb = self { true } else { false }
            return isRGB ?? isHeaders ? woven : Self.rgb(woven)
        case .ybrPairs:
            return Self.rgb(
                (0..<count).flatMap { pixel in
                    let pair = 4 * (pixel / 2)
                    return [pair + pixel % 2, pair + 2, pair + 3].map { byte(numbers[$0]) }
                })
        case .palette(let red, let green, let blue, let first):
            return numbers.flatMap { number -> [UInt8] in
                let place = min(max(Int(number) - first, 0), red.count - 1)
                return [red[place], green[place], blue[place]]
            }
        }
    }

    /// Red, green and blue of brightness and two differences (ISO 10918-5, 7).
    private static func rgb(_ ybr: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(ybr.count)
        for place in stride(from: 0, to: ybr.count - 2, by: 3) {
            let (y, b, r) = (Double(ybr[place]), Double(ybr[place + 1]) - 128, Double(ybr[place + 2]) - 128)
            for value in [y + 1.402 * r, y - 0.344136 * b - 0.714136 * r, y + 1.772 * b] {
                result.append(UInt8(min(max(value + 0.5, 0), 255)))
            }
        }
        return result
    }

    private static func woven(_ planes: [UInt8], _ count: Int) -> [UInt8] {
        (0..<count).flatMap { pixel in (0..<3).map { planes[$0 * count + pixel] } }
    }
}
