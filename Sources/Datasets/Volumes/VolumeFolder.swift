import Synchronization

/// Volumes in files: one part of a data set.
///
/// Each is read when it is asked for, of the files no more than that needs.
struct VolumeFolder: SampleSource {
    let shape: [Int]
    let labels: [Int]
    private let volumes: [any Volume]
    private let windows: [Window]
    /// What each is scaled to; where that is not `shape`, its middle is taken, and what is missing around it is 0.
    private let scaled: [[Int]]

    var channels: Int { 1 }

    /// Whether parts of the samples can be read without unpacking the rest.
    var isReadInParts: Bool {
        volumes.allSatisfy { $0.isReadInParts && $0.size == shape } && scaled.allSatisfy { $0 == shape }
    }

    /// Volumes brought to a form; without a size, all must have one.
    ///
    /// - Throws: `DatasetError` where they differ in size, or one cannot be brought to the form.
    init(
        _ volumes: [any Volume], labels: [Int], form: VolumeForm, size: [Int]?, progress: Dataset.Progress? = nil
    ) throws(DatasetError) {
        precondition(volumes.count == labels.count, "\(labels.count) labels for \(volumes.count) volumes")
        var scaled: [[Int]] = []
        for volume in volumes { scaled.append(try form.scaledSize(of: volume)) }
        if size == nil, let first = scaled.first, let other = scaled.firstIndex(where: { $0 != first }) {
            throw .sizesDiffer(
                path: volumes[0].path, first + [1], otherPath: volumes[other].path, scaled[other] + [1])
        }
        let found = Mutex([Window?](repeating: nil, count: volumes.count))
        try forEachOnAllCores(volumes.count, "looking at values", progress) { index throws(DatasetError) in
            let window = try form.window(of: volumes[index])
            found.withLock { $0[index] = window }
        }
        windows = found.withLock { $0 }.compactMap(\.self)
        (self.volumes, self.labels, self.scaled) = (volumes, labels, scaled)
        shape = size ?? scaled.first ?? []
    }

    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        let size = scaled[index]
        guard size != shape else { return try volumes[index].voxels(in: region, size: size, window: windows[index]) }
        let starts = zip(size, shape).map { $0 >= $1 ? ($0 - $1) / 2 : -(($1 - $0) / 2) }
        // Which of the kept coordinates the volume has.
        let places = region.axes.indices.map { axis in
            region.axes[axis].indices.filter { (0..<size[axis]).contains(region.axes[axis][$0] + starts[axis]) }
        }
        var bytes = [UInt8](repeating: 0, count: region.count)
        guard places.allSatisfy({ !$0.isEmpty }) else { return bytes }
        let inside = Region(places.indices.map { axis in places[axis].map { region.axes[axis][$0] + starts[axis] } })
        let values = try volumes[index].voxels(in: inside, size: size, window: windows[index])
        let counts = region.axes.map(\.count)
        var next = 0
        for x in places[0] {
            for y in places[1] {
                for z in places[2] {
                    bytes[(x * counts[1] + y) * counts[2] + z] = values[next]
                    next += 1
                }
            }
        }
        return bytes
    }

    func name(of index: Int) -> String { volumes[index].path }
}

extension VolumeFolder {
    /// The volume in a file or folder.
    ///
    /// Of several DICOM series in a folder `series` says which to take: see `SampleForm`.
    static func volume(at path: String, series: String? = nil) throws(DatasetError) -> any Volume {
        guard exists(path) else { throw .noSuchPath(path) }
        if isFolder(path) { return try DICOMSeries(folder: path, choice: series) }
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
    // A file of several frames is a volume by itself.
    let slices = names.lazy.map { "\(folder)/\($0)" }.filter(isDICOMFile)
    return slices.contains { path in (try? DICOMHeader(path: path)).map { $0.frames.count == 1 } ?? true }
}
