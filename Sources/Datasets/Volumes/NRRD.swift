import Foundation

/// A NRRD file (https://teem.sourceforge.net/nrrd/format.html): a header of text, then voxels, raw or packed by gzip,
/// in the same file or, of a detached header (`.nhdr`), in one beside it.
///
/// Turned to RAS+ by its `space` and `space directions`; without them its axes are taken for x, y, z as they are
/// stored.
struct NRRD: VolumeFile {
    static let endings = [".nrrd", ".nhdr"]

    let path: String
    let orientation: Orientation
    private let voxels: StoredVoxels
    private let voxelPath: String
    /// Where the packed stream begins; nil: voxels are not packed.
    private let packedFrom: Int?

    var stored: [Int] { voxels.dimensions }
    var isReadInParts: Bool { packedFrom == nil }
    let spacing: [Double]?

    init(path: String) throws(DatasetError) {
        let header = try NRRDHeader(path: path)
        let file = header.dataFile.map { Self.place($0, beside: path) } ?? path
        let start = (header.dataFile == nil ? header.length : 0)
        let coding = try header.coding()
        let dimensions = try header.dimensions()
        try StoredVoxels.check(dimensions, path: path)
        (self.path, voxelPath, orientation) = (path, file, try header.orientation())
        spacing = try header.spacing()
        let size = try File(path: file).size
        switch header["encoding"]?.lowercased() {
        case "raw":
            // As the format has it: -1 counts from the end.
            let bytes = dimensions.reduce(coding.type.size, *)
            let skipped = try header.number("byte skip") ?? 0
            guard skipped >= -1, skipped < 1 << 52 else { throw header.bad("its byte skip is \(skipped)") }
            voxels = StoredVoxels(
                dimensions: dimensions, coding: coding, offset: skipped == -1 ? max(0, size - bytes) : start + skipped)
            packedFrom = nil
            try voxels.check(fileSize: size, isPacked: false, path: file)
        case "gzip", "gz":
            guard try header.number("byte skip") ?? 0 == 0 else { throw header.bad("packed voxels with a byte skip") }
            voxels = StoredVoxels(dimensions: dimensions, coding: coding, offset: 0)
            packedFrom = start
            try voxels.check(fileSize: max(0, size - start), isPacked: true, path: file)
        case let encoding:
            throw header.bad(
                "its encoding is \(encoding ?? "missing"); raw and gzip can be read, to which most programs write")
        }
    }

    func slices() throws(DatasetError) -> any SliceReader {
        guard let packedFrom else { return VoxelRows(try File(path: voxelPath), voxels) }
        let stream = try ByteStream(path: voxelPath, from: packedFrom)
        guard stream.isPacked else { throw .badFile(path: path, reason: "its voxels are not packed by gzip") }
        return VoxelStream(stream, voxels)
    }

    static func isCompanion(_ path: String) -> Bool {
        [".raw", ".raw.gz", ".img", ".img.gz"].contains {
            path.hasSuffix($0) && exists("\(path.dropLast($0.count)).nhdr")
        }
    }

    static func companions(of path: String) -> [String] {
        (try? NRRDHeader(path: path))?.dataFile.map { [place($0, beside: path)] } ?? []
    }

    private static func place(_ name: String, beside path: String) -> String {
        name.hasPrefix("/") ? name : (path as NSString).deletingLastPathComponent + "/" + name
    }
}

/// The fields of a NRRD file's header.
private struct NRRDHeader {
    /// The bytes before the voxels, the empty line included.
    let length: Int
    private let path: String
    private let fields: [String: String]

    /// The longest header, in bytes; a page of text is some hundred.
    private static let limit = 1 << 16

    init(path: String) throws(DatasetError) {
        self.path = path
        let bytes = try ByteStream(path: path).read(Self.limit)
        guard bytes.starts(with: Array("NRRD000".utf8)) else {
            throw .badFile(path: path, reason: "it is not a NRRD file: it does not begin with NRRD000")
        }
        var fields: [String: String] = [:]
        var place = bytes.startIndex
        while true {
            // A detached header may end with the file.
            guard let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) else {
                guard bytes.count < Self.limit else { throw .truncatedHeader(path: path) }
                length = bytes.count
                break
            }
            let line = String(decoding: bytes[place..<end], as: UTF8.self).trimmingCharacters(in: .whitespaces)
            place = end + 1
            guard !line.trimmingCharacters(in: .newlines).isEmpty else {
                length = place
                break
            }
            if line.hasPrefix("#") || line.contains(":=") { continue }
            let parts = line.split(separator: ":", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            if parts.count == 2 { fields[parts[0].lowercased()] = parts[1] }
        }
        self.fields = fields
    }

    subscript(name: String) -> String? { fields[name] }

    func bad(_ reason: String) -> DatasetError { .badFile(path: path, reason: reason) }

    /// The file in which a detached header's voxels lie; nil: they follow the header.
    var dataFile: String? { fields["data file"] ?? fields["datafile"] }

    func number(_ name: String) throws(DatasetError) -> Int? {
        guard let text = fields[name] ?? fields[name.replacingOccurrences(of: " ", with: "")] else { return nil }
        guard let number = Int(text) else { throw bad("its \(name) is '\(text)', no whole number") }
        return number
    }

    func dimensions() throws(DatasetError) -> [Int] {
        if let file = dataFile, file.hasPrefix("LIST") || file.contains("%") {
            throw bad("its voxels lie in several files; write it as one")
        }
        if let lines = try number("line skip"), lines != 0 {
            throw bad("its voxels begin after \(lines) lines of text")
        }
        let sizes = (fields["sizes"] ?? "").split(separator: " ").map { Int($0) }
        guard try number("dimension") == 3, sizes.count == 3 else {
            throw bad("its axes are '\(fields["sizes"] ?? "")'; a volume has three")
        }
        return sizes.map { $0 ?? -1 }
    }

    func coding() throws(DatasetError) -> VoxelCoding {
        let names: [VoxelType: [String]] = [
            .int8: ["signed char", "int8", "int8_t"], .uint8: ["uchar", "unsigned char", "uint8", "uint8_t"],
            .int16: ["short", "short int", "signed short", "signed short int", "int16", "int16_t"],
            .uint16: ["ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"],
            .int32: ["int", "signed int", "int32", "int32_t"], .uint32: ["uint", "unsigned int", "uint32", "uint32_t"],
            .int64: [
                "longlong", "long long", "long long int", "signed long long", "signed long long int", "int64",
                "int64_t",
            ],
            .uint64: ["ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"],
            .float32: ["float"], .float64: ["double"],
        ]
        let name = fields["type"]?.lowercased() ?? ""
        guard let type = names.first(where: { $0.value.contains(name) })?.key else {
            throw bad("its voxels are of type '\(name)', neither integers nor floats")
        }
        let order = fields["endian"]?.lowercased()
        guard type.size == 1 || order == "little" || order == "big" else {
            throw bad("it does not say in which order the bytes of a voxel are (endian: little or big)")
        }
        return VoxelCoding(type: type, isBigEndian: order == "big", slope: 1, intercept: 0)
    }

    private func directions() throws(DatasetError) -> [[Double]]? {
        guard let directions = fields["space directions"] else { return nil }
        let vectors = directions.split(separator: ")").map { vector in
            vector.split { "(, ".contains($0) }.map { Double($0) ?? .nan }
        }.filter { !$0.isEmpty }
        guard vectors.count == 3, vectors.allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isFinite) }) else {
            throw bad("its space directions are '\(directions)', not three vectors of three numbers")
        }
        return vectors
    }

    /// Millimetres from voxel to voxel; nil where it does not tell.
    func spacing() throws(DatasetError) -> [Double]? {
        if let vectors = try directions() { return vectors.map(stepLength) }
        let numbers = (fields["spacings"] ?? "").split(separator: " ").compactMap { Double($0) }
        return numbers.count == 3 && numbers.allSatisfy { $0 > 0 } ? numbers : nil
    }

    func orientation() throws(DatasetError) -> Orientation {
        guard let vectors = try directions(), let space = fields["space"] else { return .asStored }
        // Which way the space's axes run; RAS+ runs to the right, to the front and up.
        let signs: [Double]
        switch space.lowercased() {
        case "right-anterior-superior", "ras": signs = [1, 1, 1]
        case "left-anterior-superior", "las": signs = [-1, 1, 1]
        case "left-posterior-superior", "lps": signs = [-1, -1, 1]
        default: throw bad("its space is '\(space)'; RAS, LAS and LPS can be read, or none at all")
        }
        guard let orientation = Orientation(columns: vectors.map { zip($0, signs).map(*) }) else {
            throw bad("its orientation has an axis without direction")
        }
        return orientation
    }
}
