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
        let form = try VolumeForm(options.form, path: path)
        var listing = try SampleListing(at: path, kind: .volume, labels: options.labels)
        for note in listing.notes { options.notice?(note) }
        try listing.keepReadable(options) { entry throws(DatasetError) in
            try form.check(entry.path)
        }
        let entries = listing.entries
        let files = CachedFiles(entries: entries, form: form.words)
        var spacing: [ClosedRange<Double>]?
        func open(_ tell: (String) -> Void) throws(DatasetError) -> (any SampleSource, isReadInParts: Bool) {
            let volumes = try read(entries, "looking at volumes", options.progress) { entry throws(DatasetError) in
                try form.volume(at: entry.path)
            }
            guard !volumes.isEmpty else { throw .empty(path: path) }
            spacing = Self.spacing(of: volumes)
            notes(on: volumes, spacing, options.form).forEach(tell)
            let source = try VolumeFolder(
                volumes, labels: entries.map(\.label), form: form, size: options.form.size, progress: options.progress)
            return (source, source.isReadInParts)
        }
        let source = try options.cached(
            files, isRatherReadInParts: entries.allSatisfy { !$0.path.lowercased().hasSuffix(".gz") }, open: open)
        var dataset = Dataset(format: .volumes, listing, all: source, options: options)
        dataset.spacing = spacing
        return dataset
    }

    /// The least and the most millimetres from voxel to voxel; nil where a file does not tell.
    private static func spacing(of volumes: [any Volume]) -> [ClosedRange<Double>]? {
        let spacings = volumes.compactMap(\.orientedSpacing)
        guard spacings.count == volumes.count else { return nil }
        return (0..<3).map { axis in
            let lengths = spacings.map { $0[axis] }
            return (lengths.min() ?? 0)...(lengths.max() ?? 0)
        }
    }

    /// What a user should know of the volumes: what lay beside their slices, and how they differ.
    private static func notes(
        on volumes: [any Volume], _ spacing: [ClosedRange<Double>]?, _ form: SampleForm
    ) -> [String] {
        var counts: [String: (sum: Int, folders: Int)] = [:]
        for note in volumes.flatMap(\.notes) {
            let number = Int(note.prefix { $0.isNumber })
            let what = note.drop { $0.isNumber || $0 == " " }
            counts[String(what), default: (0, 0)].sum += number ?? 1
            counts[String(what), default: (0, 0)].folders += 1
        }
        var notes = counts.sorted { $0.key < $1.key }.map { what, count in
            what.hasPrefix("series")
                ? "\(count.folders) \(what)" : "passed over in \(count.folders) folders of slices: \(count.sum) \(what)"
        }
        let flat = volumes.filter { $0.size.contains(1) }
        if let first = flat.first, flat.count < volumes.count {
            notes.append(
                "\(flat.count) of \(volumes.count) volumes are of one slice, such as \(first.path.lastName): scouts?")
        }
        if form.spacing == nil, let spacing, spacing.contains(where: { $0.upperBound > 1.25 * $0.lowerBound }) {
            func words(_ values: [Double]) -> String {
                values.map { "\(($0 * 100).rounded() / 100)" }.joined(separator: " x ")
            }
            notes.append(
                "voxels are of \(words(spacing.map(\.lowerBound))) to \(words(spacing.map(\.upperBound))) mm; data.spacing "
                    + "brings all to one size")
        }
        return notes
    }
}
