/// How the pixels of a DICOM object are colours (PS3.3, C.7.6.3.1.2).
enum DICOMColour: Sendable, Hashable {
    /// Red, green and blue, pixel by pixel or plane by plane.
    case rgb(hasPlanes: Bool)
    /// Brightness and two differences, likewise.
    case ybr(hasPlanes: Bool)
    /// Places in three tables, of which the first is of `first`.
    case palette(red: [UInt8], green: [UInt8], blue: [UInt8], first: Int)

    /// What messages call it.
    var name: String {
        switch self {
        case .rgb: "3 samples of RGB"
        case .ybr: "3 samples of YBR_FULL"
        case .palette: "PALETTE COLOR"
        }
    }

    /// - Throws: `DatasetError` where it is none of these.
    init(_ fields: DICOMFields, samples: Int, _ photometric: String) throws(DatasetError) {
        let hasPlanes = try fields.integer(.planes) == 1
        switch (photometric, samples) {
        case ("RGB", 3): self = .rgb(hasPlanes: hasPlanes)
        case ("YBR_FULL", 3): self = .ybr(hasPlanes: hasPlanes)
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
                    "its pixels are \(samples > 1 ? "\(samples) samples of " : "")\(photometric); grey, RGB, YBR_FULL and "
                    + "PALETTE COLOR are read")
        }
    }

    /// Red, green and blue of each of `count` pixels in plain bytes.
    func pixels(of bytes: [UInt8], count: Int, isWide: Bool, isBigEndian: Bool) -> [UInt8] {
        switch self {
        case .rgb(let hasPlanes): return hasPlanes ? Self.woven(bytes, count) : bytes
        case .ybr(let hasPlanes):
            let woven = hasPlanes ? Self.woven(bytes, count) : bytes
            var result: [UInt8] = []
            result.reserveCapacity(woven.count)
            for place in stride(from: 0, to: woven.count - 2, by: 3) {
                let (y, b, r) = (Double(woven[place]), Double(woven[place + 1]) - 128, Double(woven[place + 2]) - 128)
                for value in [y + 1.402 * r, y - 0.344136 * b - 0.714136 * r, y + 1.772 * b] {
                    result.append(UInt8(min(max(value + 0.5, 0), 255)))
                }
            }
            return result
        case .palette(let red, let green, let blue, let first):
            return (0..<count).flatMap { pixel -> [UInt8] in
                let number =
                    isWide
                    ? Int(bytes[2 * pixel + (isBigEndian ? 0 : 1)]) << 8 | Int(bytes[2 * pixel + (isBigEndian ? 1 : 0)])
                    : Int(bytes[pixel])
                let place = min(max(number - first, 0), red.count - 1)
                return [red[place], green[place], blue[place]]
            }
        }
    }

    private static func woven(_ planes: [UInt8], _ count: Int) -> [UInt8] {
        (0..<count).flatMap { pixel in (0..<3).map { planes[$0 * count + pixel] } }
    }
}
