import Randomness

/// A data set of volumes: NIfTI files and DICOM series in class folders, or named in a table.
///
/// - Class folders: see `ClassFolders`.
/// - A table: a CSV file whose header names the columns `file` and `label`, given as the path or the one such file
///   in the folder given. Paths in it are relative to it; the classes are its labels, sorted.
struct Volumes {
    /// The name of each class, in the order of the labels.
    let classes: [String]
    let training: any SampleSource
    let validation: (any SampleSource)?
    let test: (any SampleSource)?

    /// The volumes at `path`. All files are looked at; voxels are read when they are asked for.
    ///
    /// - Parameters:
    ///   - size: the lengths of x, y, z that all are brought to; nil leaves them as they are, all of one size.
    ///   - window: the values that become 0 and 255; see `Window`.
    ///   - share: the share of each class that becomes validation, where the data has no split of its own.
    ///   - key: decides which samples these are.
    /// - Throws: `DatasetError`; where several files are bad, one error that names up to 20.
    static func load(
        path: String, size: [Int]?, window: [Double]?, validation share: Double, key: RandomKey
    ) throws(DatasetError) -> Volumes {
        guard exists(path) else { throw .noSuchPath(path) }
        if let size, size.count != 3 || size.contains(where: { $0 < 1 || $0 > 1 << 15 }) {
            throw .badFile(path: path, reason: "volumes need three lengths of at least 1 as data.size, not \(size)")
        }
        if let window, window.count != 2 || !window.allSatisfy(\.isFinite) || window[0] >= window[1] {
            throw .badFile(path: path, reason: "data.window needs two numbers, the lower one first, not \(window)")
        }
        let (classes, parts) = try entries(path)
        let volumes = try VolumeFolder.opened(parts.flatMap(\.self))
        guard let first = volumes.first else { throw .empty(path: path) }
        if size == nil, let other = volumes.first(where: { $0.size != first.size }) {
            throw .sizesDiffer(path: first.path, first.size + [1], otherPath: other.path, other.size + [1])
        }
        var rest = volumes[...]
        let sources: [any SampleSource] = parts.map { part in
            defer { rest = rest.dropFirst(part.count) }
            return VolumeFolder(
                Array(rest.prefix(part.count)), labels: part.map(\.label), shape: size ?? first.size,
                window: window.map { Window($0[0], $0[1]) } ?? Window())
        }
        if sources.count > 1 || share <= 0 {
            return Volumes(
                classes: classes, training: sources[0], validation: sources.count > 1 ? sources[1] : nil,
                test: sources.count > 2 ? sources[2] : nil)
        }
        let all = sources[0]
        let isHeld = Samples.heldOut(labels: all.labels, share: share, key: key)
        return Volumes(
            classes: classes, training: SampleSubset(all, all.labels.indices.filter { !isHeld[$0] }),
            validation: SampleSubset(all, all.labels.indices.filter { isHeld[$0] }), test: nil)
    }

    /// The classes, and what is in each part.
    private static func entries(_ path: String) throws(DatasetError) -> ([String], [[ClassFolders.Entry]]) {
        let tables: [VolumeTable]
        if isFolder(path) {
            var found: [VolumeTable] = []
            for name in try visibleNames(in: path) where name.lowercased().hasSuffix(".csv") {
                if let table = try VolumeTable(path: "\(path)/\(name)") { found.append(table) }
            }
            tables = found
        } else {
            guard let table = try VolumeTable(path: path) else {
                throw .badFile(path: path, reason: "its first line does not name the columns file and label")
            }
            tables = [table]
        }
        guard tables.count < 2 else {
            throw .badFile(
                path: path,
                reason: "it holds several tables of volumes, \(tables[0].path) and \(tables[1].path); "
                    + "give the one to use as data.path")
        }
        if let table = tables.first { return (table.classes, [table.entries]) }
        let folders = try ClassFolders(path, samples: VolumeFolder.names)
        return (folders.classes, [folders.training] + [folders.validation, folders.test].compactMap(\.self))
    }
}
