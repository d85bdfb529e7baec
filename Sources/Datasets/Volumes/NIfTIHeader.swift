/// The header of a NIfTI file, version 1 (348 bytes) or 2 (540 bytes), of either byte order.
///
/// Read here and not by niftilib, which takes the lengths that a file states on trust: it allocates by them before it
/// looks whether the file holds as much, and reads whole files where a box would do.
struct NIfTIHeader: Sendable, Hashable {
    /// The voxels, in the file itself or in the `.img` beside it.
    let voxels: StoredVoxels
    /// Whether the voxels lie in a file of their own.
    let isPair: Bool
    /// The affine matrix: for each stored axis its step along x, y, z, then the place of the first voxel.
    ///
    /// That of the sform where there is one that is not empty, else that of the qform; without either, as nibabel has
    /// it, that of the format's forerunner Analyze: x runs from right to left, and the centre is the origin.
    let affine: [[Double]]

    /// The header at the front of `bytes`, from the file `path`.
    init(_ bytes: [UInt8], path: String) throws(DatasetError) {
        guard !bytes.isEmpty else { throw .empty(path: path) }
        guard bytes.count >= 4 else { throw .truncatedHeader(path: path) }
        let sizes = [false, true].map { Fields(bytes: bytes, isBigEndian: $0).integer(0, as: Int32.self) }
        guard let order = sizes.firstIndex(where: { $0 == 348 || $0 == 540 }) else {
            throw .badFile(path: path, reason: "it is not a NIfTI file: it does not begin with the number 348 or 540")
        }
        let fields = Fields(bytes: bytes, isBigEndian: order == 1)
        let isSecond = sizes[order] == 540
        guard bytes.count >= sizes[order] else { throw .truncatedHeader(path: path) }
        let magic = String(decoding: isSecond ? bytes[4..<7] : bytes[344..<347], as: UTF8.self)
        guard [isSecond ? "n+2" : "n+1", isSecond ? "ni2" : "ni1"].contains(magic) else {
            throw .badFile(
                path: path,
                reason: path.lowercased().contains(".hdr") && sizes[order] == 348
                    ? "it is an ANALYZE 7.5 file, which does not tell how its axes lie; convert it to NIfTI, whose header does"
                    : "it is not a NIfTI file: its magic bytes are missing")
        }
        isPair = magic.hasPrefix("ni")
        let lengths = (0..<8).map { fields.count(isSecond ? 16 + 8 * $0 : 40 + 2 * $0, wide: isSecond) }
        let dimensions = try Self.checked(lengths, path: path)
        let number = fields.integer(isSecond ? 12 : 70, as: Int16.self)
        guard let type = VoxelType(rawValue: Int16(number)) else {
            throw .badFile(path: path, reason: "its voxels are of NIfTI's type \(number), neither integers nor floats")
        }
        let slope = fields.real(isSecond ? 176 : 112, wide: isSecond)
        let intercept = fields.real(isSecond ? 184 : 116, wide: isSecond)
        let isScaled = slope.isFinite && slope != 0
        guard !isScaled || intercept.isFinite else {
            throw .badFile(path: path, reason: "its header has a slope and no intercept of values")
        }
        let coding = VoxelCoding(
            type: type, isBigEndian: fields.isBigEndian, slope: isScaled ? slope : 1,
            intercept: isScaled ? intercept : 0)
        let offset = isSecond ? Double(fields.integer(168, as: Int64.self)) : fields.real(108, wide: false)
        guard offset.isFinite, (0...0x1p52).contains(offset) else {
            throw .badFile(path: path, reason: "its voxels begin at byte \(offset)")
        }
        // As all readers do: 0 means right after the header and the four bytes that end it.
        voxels = StoredVoxels(
            dimensions: dimensions, coding: coding,
            offset: isPair ? Int(offset) : max(Int(offset), sizes[order] + 4))
        affine = try fields.affine(dimensions, isSecond: isSecond, path: path)
    }

    private static func checked(_ lengths: [Int], path: String) throws(DatasetError) -> [Int] {
        guard (1...7).contains(lengths[0]) else {
            throw .badFile(path: path, reason: "its header announces \(lengths[0]) axes; the file is damaged")
        }
        guard lengths[0] >= 3, lengths[1...lengths[0]].dropFirst(3).allSatisfy({ $0 == 1 }) else {
            let axes = lengths[1...lengths[0]].map(\.description).joined(separator: "x")
            throw .badFile(path: path, reason: "its voxels are \(axes); a volume has three axes")
        }
        let dimensions = Array(lengths[1...3])
        try StoredVoxels.check(dimensions, path: path)
        return dimensions
    }
}

/// The numbers in a header.
private struct Fields {
    let bytes: [UInt8]
    let isBigEndian: Bool

    private func bits(_ place: Int, _ size: Int) -> UInt64 {
        let field = bytes[place..<place + size]
        return (isBigEndian ? Array(field) : field.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
    }

    func integer<T: FixedWidthInteger>(_ place: Int, as type: T.Type) -> Int {
        Int(T(truncatingIfNeeded: bits(place, MemoryLayout<T>.size)))
    }

    func count(_ place: Int, wide: Bool) -> Int {
        wide ? integer(place, as: Int64.self) : integer(place, as: Int16.self)
    }

    func real(_ place: Int, wide: Bool) -> Double {
        wide
            ? Double(bitPattern: bits(place, 8))
            : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits(place, 4))))
    }

    func reals(_ count: Int, at place: Int, wide: Bool) -> [Double] {
        (0..<count).map { real(place + (wide ? 8 : 4) * $0, wide: wide) }
    }

    func affine(_ dimensions: [Int], isSecond: Bool, path: String) throws(DatasetError) -> [[Double]] {
        let columns: [[Double]]
        let sform = isSecond ? integer(348, as: Int32.self) : integer(254, as: Int16.self)
        let qform = isSecond ? integer(344, as: Int32.self) : integer(252, as: Int16.self)
        let spacing = reals(4, at: isSecond ? 104 : 76, wide: isSecond)
        // Writers get these wrong; they are mended as nibabel does.
        let lengths = spacing.dropFirst().map { $0 == 0 ? 1 : abs($0) }
        // The codes that the standard knows; what they say of the room does not matter here.
        let rows = (0..<3).map { reals(4, at: isSecond ? 400 + 32 * $0 : 280 + 16 * $0, wide: isSecond) }
        let affine = (0..<4).map { column in rows.map { $0[column] } }
        // Some writers announce an sform and leave it empty.
        let isEmpty = affine[..<3].contains { $0.allSatisfy { $0 == 0 } }
        if (1...5).contains(sform), !isEmpty || !(1...5).contains(qform) {
            columns = affine
        } else if (1...5).contains(qform) {
            let numbers = reals(6, at: isSecond ? 352 : 256, wide: isSecond)
            let steps = [lengths[0], lengths[1], spacing[0] == -1 ? -lengths[2] : lengths[2]]
            columns = quaternionColumns(numbers, spacing: steps) + [Array(numbers[3...])]
        } else {
            let steps = [-lengths[0], lengths[1], lengths[2]]
            let origin = (0..<3).map { -steps[$0] * Double(dimensions[$0] - 1) / 2 }
            columns = (0..<3).map { axis in (0..<3).map { $0 == axis ? steps[axis] : 0 } } + [origin]
        }
        guard columns.joined().allSatisfy(\.isFinite) else {
            throw .badFile(path: path, reason: "its orientation is not one of finite numbers")
        }
        return columns
    }

    /// The rotation of the quaternion (a, b, c, d), as in the standard, its columns times the spacings of the axes.
    private func quaternionColumns(_ numbers: [Double], spacing: [Double]) -> [[Double]] {
        var (b, c, d) = (numbers[0], numbers[1], numbers[2])
        let square = b * b + c * c + d * d
        // More than 1 is what rounding left of a turn by 180 degrees.
        let a = square < 1 ? (1 - square).squareRoot() : 0
        if square > 1 {
            let length = square.squareRoot()
            (b, c, d) = (b / length, c / length, d / length)
        }
        let columns = [
            [a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)],
            [2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)],
            [2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c],
        ]
        return zip(columns, spacing).map { column, length in column.map { $0 * length } }
    }
}
