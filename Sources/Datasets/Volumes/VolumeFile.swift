/// A kind of file that holds a volume, known by the endings of its name.
protocol VolumeFile: Volume {
    /// In small letters, such as `.nii.gz`; those of further files that belong to one are not among them.
    static var endings: [String] { get }

    /// Reads the header of a file.
    init(path: String) throws(DatasetError)

    /// Whether a file only holds the voxels of a volume of this kind beside it; by default none does.
    static func isCompanion(_ path: String) -> Bool

    /// Further files in which a volume of this path may have its voxels; the default are none.
    static func companions(of path: String) -> [String]
}

extension VolumeFile {
    static func isCompanion(_ path: String) -> Bool { false }

    static func companions(of path: String) -> [String] { [] }
}

extension VolumeFolder {
    /// All kinds; a further one is a file beside the others, and a word here.
    ///
    /// Files without a known ending are taken for the first one.
    static let fileKinds: [any VolumeFile.Type] = [
        NIfTI.self, NRRD.self, MetaImage.self, MGH.self, NumPyVolume.self,
    ]

    /// The kind of a file, by its name; nil where none claims it.
    static func fileKind(of name: String) -> (any VolumeFile.Type)? {
        fileKinds.first { name.lowercased().hasSuffixAmong($0.endings) }
    }
}
