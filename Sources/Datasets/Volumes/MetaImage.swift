import Foundation

/// A MetaImage file (https://itk.org/Wiki/ITK/MetaIO/Documentation): a header of lines `Key = value`, then voxels,
/// plain or packed by zlib, in the same file (`.mha`) or in one beside it (`.mhd`).
///
/// Turned to RAS+ from ITK's axes, which run to the left, to the back and up.
struct MetaImage: VolumeFile {
    static let endings = [".mha", ".mhd"]

    let path: String
    let orientation: Orientation
    let spacing: [Double]?
    private let voxels: StoredVoxels
    private let voxelPath: String
    /// Where the packed stream begins; nil: voxels are not packed.
    private let packedFrom: Int?

    var stored: [Int] { voxels.dimensions }
    var isReadInParts: Bool { packedFrom == nil }

    init(path: String) throws(DatasetError) {
        let header = try MetaImageHeader(path: path)
        let file = header.dataFile.map { Self.place($0, beside: path) } ?? path
        let start = header.dataFile == nil ? header.length : 0
        let (coding, dimensions) = (try header.coding(), try header.dimensions())
        try StoredVoxels.check(dimensions, path: path)
        (self.path, voxelPath, orientation, spacing) = (path, file, try header.orientation(), header.spacing)
        let size = try File(path: file).size
        let isPacked = header.isTrue("CompressedData")
        let skipped = header["HeaderSize"].flatMap { Int($0) } ?? 0
        let bytes = dimensions.reduce(coding.type.size, *)
        guard skipped >= -1, skipped < 1 << 52, !isPacked || skipped == 0 else {
            throw header.bad("its HeaderSize is \(skipped)")
        }
        // As the format has it: -1 counts from the end.
        let offset = isPacked ? 0 : skipped == -1 ? max(0, size - bytes) : start + skipped
        voxels = StoredVoxels(dimensions: dimensions, coding: coding, offset: offset)
        packedFrom = isPacked ? start : nil
        try voxels.check(fileSize: isPacked ? max(0, size - start) : size, isPacked: isPacked, path: file)
    }

    func slices() throws(DatasetError) -> any SliceReader {
        guard let packedFrom else { return VoxelRows(try File(path: voxelPath), voxels) }
        return VoxelStream(try ByteStream(path: voxelPath, from: packedFrom, packing: .zlib), voxels)
    }

    static func companions(of path: String) -> [String] {
        (try? MetaImageHeader(path: path))?.dataFile.map { [place($0, beside: path)] } ?? []
    }

    static func isCompanion(_ path: String) -> Bool {
        [".raw", ".zraw"].contains { path.hasSuffix($0) && exists("\(path.dropLast($0.count)).mhd") }
    }

    private static func place(_ name: String, beside path: String) -> String {
        name.hasPrefix("/") ? name : (path as NSString).deletingLastPathComponent + "/" + name
    }
}

/// The lines of a MetaImage file's header.
private struct MetaImageHeader {
    /// The bytes before the voxels.
    let length: Int
    /// The file in which the voxels lie; nil: they follow the header.
    let dataFile: String?
    private let path: String
    private let fields: [String: String]

    /// The longest header, in bytes; a page of text is some hundred.
    private static let limit = 1 << 16

    init(path: String) throws(DatasetError) {
        self.path = path
        let bytes = try File(path: path).read(Self.limit, at: 0)
        var fields: [String: String] = [:]
        var place = 0
        // The line that says where the voxels are is the last one.
        while fields["elementdatafile"] == nil {
            guard
                let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n"))
                    ?? (place < bytes.count ? bytes.count : nil),
                case let line = String(decoding: bytes[place..<end], as: UTF8.self),
                let sign = line.firstIndex(of: "=")
            else {
                throw .badFile(
                    path: path, reason: "it is not a MetaImage file: its header does not say where its voxels are")
            }
            fields[line[..<sign].trimmingCharacters(in: .whitespaces).lowercased()] =
                line[line.index(after: sign)...].trimmingCharacters(in: .whitespacesAndNewlines)
            place = min(end + 1, bytes.count)
        }
        length = place
        let file = fields["elementdatafile"] ?? ""
        dataFile = file.uppercased() == "LOCAL" ? nil : file
        self.fields = fields
    }

    subscript(name: String) -> String? { fields[name.lowercased()] }

    func bad(_ reason: String) -> DatasetError { .badFile(path: path, reason: reason) }

    func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

    private func numbers(_ names: String...) -> [Double]? {
        names.lazy.compactMap { self[$0] }.first.map { $0.split(separator: " ").map { Double($0) ?? .nan } }
    }

    func dimensions() throws(DatasetError) -> [Int] {
        if let file = dataFile, file.uppercased().hasPrefix("LIST") || file.contains("%") {
            throw bad("its voxels lie in several files; write it as one")
        }
        let sizes = numbers("DimSize") ?? []
        guard self["NDims"] == "3", sizes.count == 3 else {
            throw bad("its axes are '\(self["DimSize"] ?? "")'; a volume has three")
        }
        guard self["ElementNumberOfChannels"] ?? "1" == "1" else { throw bad("it has several values a voxel") }
        return sizes.map { Int(exactly: $0) ?? -1 }
    }

    func coding() throws(DatasetError) -> VoxelCoding {
        let types: [String: VoxelType] = [
            "MET_CHAR": .int8, "MET_UCHAR": .uint8, "MET_SHORT": .int16, "MET_USHORT": .uint16, "MET_INT": .int32,
            "MET_UINT": .uint32, "MET_LONG_LONG": .int64, "MET_ULONG_LONG": .uint64, "MET_FLOAT": .float32,
            "MET_DOUBLE": .float64,
        ]
        guard let type = types[self["ElementType"]?.uppercased() ?? ""] else {
            throw bad("its voxels are of type '\(self["ElementType"] ?? "")', neither integers nor floats")
        }
        guard self["BinaryData"] == nil || isTrue("BinaryData") else { throw bad("its voxels are written as text") }
        return VoxelCoding(
            type: type, isBigEndian: isTrue("BinaryDataByteOrderMSB") || isTrue("ElementByteOrderMSB"), slope: 1,
            intercept: 0)
    }

    /// Millimetres from voxel to voxel; nil where it does not tell.
    var spacing: [Double]? {
        numbers("ElementSpacing", "ElementSize").flatMap {
            $0.count == 3 && $0.allSatisfy { $0 > 0 && $0.isFinite } ? $0 : nil
        }
    }

    func orientation() throws(DatasetError) -> Orientation {
        guard let matrix = numbers("TransformMatrix", "Rotation", "Orientation") else {
            // ITK's axes.
            return Orientation(axes: [0, 1, 2], flipped: [true, true, false])
        }
        guard matrix.count == 9, matrix.allSatisfy(\.isFinite) else {
            throw bad("its TransformMatrix is not nine numbers")
        }
        // The direction of each stored axis, one after another.
        let columns = (0..<3).map { (axis: Int) -> [Double] in
            let column = Array(matrix[3 * axis..<3 * axis + 3])
            return [-column[0], -column[1], column[2]]
        }
        guard let orientation = Orientation(columns: columns) else {
            throw bad("its orientation has an axis without direction")
        }
        return orientation
    }
}
