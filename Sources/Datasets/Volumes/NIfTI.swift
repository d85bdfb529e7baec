/// A NIfTI file (https://nifti.nimh.nih.gov): `.nii`, or a pair of `.hdr` and `.img`, packed by gzip or not.
///
/// Turned to RAS+ by its sform, else its qform, else as `NIfTIHeader.affine` says.
struct NIfTI: VolumeFile {
    let path: String
    let header: NIfTIHeader
    let orientation: Orientation
    private let voxelPath: String
    private let isPacked: Bool

    var stored: [Int] { header.voxels.dimensions }
    var isReadInParts: Bool { !isPacked }
    var spacing: [Double]? { header.affine.prefix(3).map(stepLength) }

    /// The endings of the names of such files; those of the second file of a pair are not among them.
    static let endings = [".nii", ".nii.gz", ".hdr", ".hdr.gz"]

    /// Reads the header of the file `path` and sees whether there can be as many voxels as it announces.
    init(path: String) throws(DatasetError) {
        var stream = try ByteStream(path: path)
        let header = try NIfTIHeader(try stream.read(540), path: path)
        var voxelPath = path
        if header.isPair {
            let names = try Self.voxelPaths(of: path)
            guard let found = names.first(where: exists) else {
                throw .badFile(path: path, reason: "its voxels should lie in \(names[0]), which is missing")
            }
            voxelPath = found
            stream = try ByteStream(path: voxelPath)
        }
        try header.voxels.check(fileSize: stream.fileSize, isPacked: stream.isPacked, path: voxelPath)
        guard let orientation = Orientation(columns: Array(header.affine.prefix(3))) else {
            throw .badFile(path: path, reason: "its orientation has an axis without direction")
        }
        (self.path, self.header, self.orientation) = (path, header, orientation)
        (self.voxelPath, isPacked) = (voxelPath, stream.isPacked)
    }

    private static func voxelPaths(of path: String) throws(DatasetError) -> [String] {
        let paths = companions(of: path)
        guard !paths.isEmpty else {
            throw .badFile(path: path, reason: "it is the header of a pair of files and should end in .hdr")
        }
        return paths
    }

    /// Where the voxels of a pair may lie; nowhere where `path` is not named as a header of one.
    static func companions(of path: String) -> [String] {
        guard let ending = [".hdr", ".hdr.gz"].first(where: path.hasSuffix) else { return [] }
        let stem = path.dropLast(ending.count)
        return ["\(stem).img", "\(stem).img.gz"]
    }

    static func isCompanion(_ path: String) -> Bool {
        guard let ending = [".img", ".img.gz"].first(where: path.hasSuffix) else { return false }
        let stem = path.dropLast(ending.count)
        return exists("\(stem).hdr") || exists("\(stem).hdr.gz")
    }

    func slices() throws(DatasetError) -> any SliceReader {
        isPacked
            ? VoxelStream(try ByteStream(path: voxelPath), header.voxels)
            : VoxelRows(try File(path: voxelPath), header.voxels)
    }
}
