/// A data set of image files in class folders, or named in a table: see `ClassFolders`, `SampleTable` and `ImageFile`.
enum Images {
    /// The images in `folder`, or of the table at that path.
    ///
    /// All headers are looked at first. Where all images are grey they stay so; where any is coloured, all become red,
    /// green, blue. Decoded images are kept in `options.cache`, if there is one, unless all are tiled files that can be
    /// read in parts.
    ///
    /// - Throws: `DatasetError`; where several files are bad, one error that names up to 20.
    static func load(folder: String, options: Dataset.Options) throws(DatasetError) -> Dataset {
        if let size = options.form.size, size.count != 2 || size.contains(where: { $0 < 1 || $0 > 1 << 15 }) {
            throw .badFile(
                path: folder, reason: "images need rows and columns from 1 to 32768 as data.size, not \(size)")
        }
        _ = try ImageLibrary.version()
        var listing = try SampleListing(at: folder, kind: .image, labels: options.labels)
        for note in listing.notes { options.notice?(note) }
        let window = try options.form.checkedWindow(path: folder)
        try listing.keepReadable(options) { entry throws(DatasetError) in
            try checkPicture(at: entry.path, window: window)
        }
        let entries = listing.entries
        let files = CachedFiles(
            entries: entries,
            form: "image \(options.form.size ?? []) \(options.form.fit) \(window.map { "\($0.low) \($0.high)" } ?? "")")
        func open(_ tell: (String) -> Void) throws(DatasetError) -> (any SampleSource, isReadInParts: Bool) {
            let images = try read(entries, "looking at images", options.progress) { entry throws(DatasetError) in
                try picture(at: entry.path, window: window)
            }
            let unnamed = images.count(where: \.hasUnnamedBand)
            if unnamed > 0 {
                tell("\(unnamed) images have a band more that is no transparency, which is left out")
            }
            let channels = images.lazy.map(\.channels).max() ?? 1
            if options.form.size == nil, let first = images.first,
                let other = images.first(where: { $0.rows != first.rows || $0.columns != first.columns })
            {
                throw .sizesDiffer(
                    path: first.path, [first.rows, first.columns, first.channels],
                    otherPath: other.path, [other.rows, other.columns, other.channels])
            }
            let form = ImageForm(channels: channels, size: options.form.size, fit: options.form.fit, window: window)
            let source = ImageFolder(images, labels: entries.map(\.label), form: form)
            return (source, source.isTiled)
        }
        let mayBeTiled =
            options.form.size == nil && entries.allSatisfy { $0.path.lowercased().hasSuffixAmong([".tif", ".tiff"]) }
        let source = try options.cached(files, isRatherReadInParts: mayBeTiled, open: open)
        return Dataset(format: .images, listing, all: source, options: options)
    }

    /// Whether a file of this name is taken for an image.
    static func isName(_ name: String) -> Bool { name.lowercased().hasSuffixAmong(ImageFile.endings) }
}

extension String {
    /// Whether it ends in any of these.
    func hasSuffixAmong(_ endings: [String]) -> Bool { endings.contains(where: hasSuffix) }
}

extension SampleKind {
    /// Images: files with an image's ending, and others whose first bytes are those of one.
    static let image = SampleKind(name: "image") { path in
        if isFolder(path) { return .folder }
        if SampleTable.isName(path) { return .companion }
        return Images.isName(path) || ImageFile.isImage(at: path) || isDICOMFile(path) ? .sample : .other
    }
}
