/// Volumes in files: one part of a data set.
///
/// Each is read when it is asked for, of the files no more than that needs.
struct VolumeFolder: SampleSource {
    let shape: [Int]
    let labels: [Int]
    private let volumes: [any Volume]
    private let window: Window

    var channels: Int { 1 }

    /// Volumes brought to `shape`, x, y, z in RAS+.
    init(_ volumes: [any Volume], labels: [Int], shape: [Int], window: Window) {
        precondition(volumes.count == labels.count, "\(labels.count) labels for \(volumes.count) volumes")
        (self.volumes, self.labels, self.shape, self.window) = (volumes, labels, shape, window)
    }

    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        try volumes[index].voxels(in: region, size: shape, window: window)
    }

    func name(of index: Int) -> String { volumes[index].path }
}

extension VolumeFolder {
    /// The volume in a file or folder.
    static func volume(at path: String) throws(DatasetError) -> any Volume {
        guard exists(path) else { throw .noSuchPath(path) }
        if isFolder(path) { return try DICOMSeries(folder: path) }
        let isDICOM = path.lowercased().hasSuffix(".dcm") || isDICOMFile(path)
        return isDICOM ? try DICOMSeries(file: path) : try (fileKind(of: path) ?? fileKinds[0]).init(path: path)
    }

    /// Which names in the class folder `path` are volumes: files of a known kind, DICOM files, and folders, each a
    /// DICOM series.
    static func names(in path: String) throws(DatasetError) -> [String] {
        try visibleNames(in: path).filter { name in
            isFolder("\(path)/\(name)") || isName(name)
                || name.lowercased() != "dicomdir" && isDICOMFile("\(path)/\(name)")
        }
    }

    /// Whether a file of this name is taken for a volume without a look into it.
    static func isName(_ name: String) -> Bool { fileKind(of: name) != nil || name.lowercased().hasSuffix(".dcm") }
}
