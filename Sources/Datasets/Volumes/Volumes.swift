/// A data set of volumes: NIfTI files and DICOM series in class folders, or named in a table.
///
/// See `ClassFolders` and `SampleTable`.
enum Volumes {
    /// The volumes at `path`.
    ///
    /// All files are looked at; voxels are read when they are asked for.
    ///
    /// Where volumes are packed, or brought to `options.form.size`, decoded ones are kept in `options.cache`, if there
    /// is one.
    ///
    /// - Throws: `DatasetError`; where several files are bad, one error that names up to 20.
    static func load(path: String, options: Dataset.Options) throws(DatasetError) -> Dataset {
        guard exists(path) else { throw .noSuchPath(path) }
        if let size = options.form.size, size.count != 3 || size.contains(where: { $0 < 1 || $0 > 1 << 15 }) {
            throw .badFile(path: path, reason: "volumes need three lengths of at least 1 as data.size, not \(size)")
        }
        let window = try options.form.checkedWindow(path: path) ?? Window()
        let listing = try SampleListing(at: path, kind: .volume, labels: options.labels)
        for note in listing.notes { options.notice?(note) }
        let entries = listing.entries
        let files = CachedFiles(
            entries: entries, form: "volume \(options.form.size ?? []) \(options.form.window ?? [])")
        func open() throws(DatasetError) -> (any SampleSource, isReadInParts: Bool) {
            let volumes = try read(entries, "looking at volumes", options.progress) { entry throws(DatasetError) in
                try VolumeFolder.volume(at: entry.path)
            }
            guard let first = volumes.first else { throw .empty(path: path) }
            if options.form.size == nil, let other = volumes.first(where: { $0.size != first.size }) {
                throw .sizesDiffer(path: first.path, first.size + [1], otherPath: other.path, other.size + [1])
            }
            let shape = options.form.size ?? first.size
            return (
                VolumeFolder(volumes, labels: entries.map(\.label), shape: shape, window: window),
                volumes.allSatisfy { $0.isReadInParts && $0.size == shape }
            )
        }
        let source = try options.cached(
            files, isRatherReadInParts: entries.allSatisfy { !$0.path.lowercased().hasSuffix(".gz") }, open: open)
        return Dataset(format: .volumes, listing, all: source, options: options)
    }
}
