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

    /// Whether a file belongs to a volume beside it.
    static func isCompanion(_ path: String) -> Bool {
        fileKinds.contains { $0.isCompanion(path) }
    }

    /// Whether a file of this name is taken for a volume without a look into it.
    static func isName(_ name: String) -> Bool { fileKind(of: name) != nil || name.lowercased().hasSuffix(".dcm") }
}

extension SampleKind {
    /// Volumes: files of a known kind, DICOM files, and folders that hold the slices of one or more DICOM series.
    static let volume = SampleKind(name: "volume") { path in
        if isFolder(path) { return isSeriesFolder(path) ? .sample : .folder }
        if VolumeFolder.isName(path) { return .sample }
        if SampleTable.isName(path) || VolumeFolder.isCompanion(path) { return .companion }
        return isDICOMFile(path) && path.lastName.lowercased() != "dicomdir" ? .sample : .other
    }
}

/// Whether a folder is a DICOM series: it holds slices, and no volumes in files of their own.
func isSeriesFolder(_ folder: String) -> Bool {
    guard let names = try? dicomNames(in: folder), !names.contains(where: { VolumeFolder.fileKind(of: $0) != nil })
    else { return false }
    let slices = names.filter { isDICOMFile("\(folder)/\($0)") }
    // A file of several frames is a volume by itself.
    return slices.contains { name in (try? DICOMHeader(path: "\(folder)/\(name)")).map { $0.frames.count == 1 } ?? true }
}
