@testable import TesseraDatasets

/// A NIfTI file to be written: what tests say of it, and the rest as plain as can be.
struct NIfTIFile {
    var version = 1
    var isBigEndian = false
    var isPair = false
    var type = VoxelType.uint8
    /// All lengths, as many as the header announces axes.
    var dimensions: [Int]
    /// As stored, the first axis the fastest.
    var values: [Double]
    var slope = 0.0
    var intercept = 0.0
    /// Rows of the affine matrix; that of the axes as they are, unless another is given.
    var sform: [[Double]]? = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    /// b, c, d and the offsets of x, y, z.
    var qform: [Double]?
    /// `pixdim`, of which the first mirrors.
    var spacing = [1.0, 1, 1, 1]

    /// The file; of a pair the header.
    var bytes: [UInt8] { isPair ? header : header + [0, 0, 0, 0] + voxels }

    var header: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: version == 1 ? 348 : 540)
        func put(_ field: [UInt8], at place: Int) {
            bytes.replaceSubrange(place..<place + field.count, with: field)
        }
        func reals(_ numbers: [Double], at place: Int) {
            let fields = numbers.map {
                version == 1 ? ordered(Float($0).bitPattern) : ordered($0.bitPattern)
            }
            put(Array(fields.joined()), at: place)
        }
        let lengths = [dimensions.count] + dimensions
        let offset = isPair ? 0 : bytes.count + 4
        if version == 1 {
            put(ordered(Int32(348)), at: 0)
            put(lengths.flatMap { ordered(Int16($0)) }, at: 40)
            put(ordered(type.rawValue) + ordered(Int16(8 * type.size)), at: 70)
            reals([Double(offset), slope, intercept], at: 108)
            put(Array((isPair ? "ni1" : "n+1").utf8), at: 344)
        } else {
            put(ordered(Int32(540)) + Array((isPair ? "ni2" : "n+2").utf8) + [0, 13, 10, 26, 10], at: 0)
            put(ordered(type.rawValue) + ordered(Int16(8 * type.size)), at: 12)
            put(lengths.flatMap { ordered(Int64($0)) }, at: 16)
            put(ordered(Int64(offset)), at: 168)
            reals([slope, intercept], at: 176)
        }
        reals(spacing, at: version == 1 ? 76 : 104)
        if let sform {
            put(version == 1 ? ordered(Int16(1)) : ordered(Int32(1)), at: version == 1 ? 254 : 348)
            reals(Array(sform.joined()), at: version == 1 ? 280 : 400)
        }
        if let qform {
            put(version == 1 ? ordered(Int16(1)) : ordered(Int32(1)), at: version == 1 ? 252 : 344)
            reals(qform, at: version == 1 ? 256 : 352)
        }
        return bytes
    }

    var voxels: [UInt8] {
        values.flatMap { value in
            switch type {
            case .uint8: ordered(UInt8(value))
            case .int8: ordered(Int8(value))
            case .int16: ordered(Int16(value))
            case .uint16: ordered(UInt16(value))
            case .int32: ordered(Int32(value))
            case .uint32: ordered(UInt32(value))
            case .int64: ordered(Int64(value))
            case .uint64: ordered(UInt64(value))
            case .float32: ordered(Float(value).bitPattern)
            case .float64: ordered(value.bitPattern)
            }
        }
    }

    private func ordered<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
        withUnsafeBytes(of: isBigEndian ? number.bigEndian : number.littleEndian) { Array($0) }
    }
}

/// A volume of noise in RAS+, and the files that store it in other ways.
struct NoisyVolume {
    let size: [Int]
    /// Row-major over x, y, z.
    let bytes: [UInt8]

    init(_ size: [Int], seed: UInt64 = 1) {
        self.size = size
        bytes = noise(size.reduce(1, *), seed: seed)
    }

    func value(_ place: [Int]) -> UInt8 { bytes[(place[0] * size[1] + place[1]) * size[2] + place[2]] }

    /// The file whose stored axis `i` is axis `axes[i]` of RAS+, run backwards where `flipped[i]`.
    func stored(axes: [Int] = [0, 1, 2], flipped: [Bool] = [false, false, false]) -> NIfTIFile {
        let lengths = axes.map { size[$0] }
        var values: [Double] = []
        for k in 0..<lengths[2] {
            for j in 0..<lengths[1] {
                for i in 0..<lengths[0] {
                    var place = [0, 0, 0]
                    for (stored, index) in [i, j, k].enumerated() {
                        place[axes[stored]] = flipped[stored] ? lengths[stored] - 1 - index : index
                    }
                    values.append(Double(value(place)))
                }
            }
        }
        var file = NIfTIFile(dimensions: lengths, values: values)
        file.sform = (0..<3).map { row in
            (0..<3).map { axes[$0] == row ? (flipped[$0] ? -1.5 : 1.5) : 0 } + [10]
        }
        return file
    }
}

let axisOrders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
let axisFlips = (0..<8).map { number in (0..<3).map { number >> $0 & 1 == 1 } }

/// All voxels of the one volume in `path`, through a window where one is given.
func voxels(
    of path: String, size: [Int]? = nil, window: Window = Window(), region: Region? = nil
) throws -> [UInt8] {
    let volume = try NIfTI(path: path)
    let size = size ?? volume.size
    return try volume.voxels(in: region ?? Region(of: size), size: size, window: window)
}
