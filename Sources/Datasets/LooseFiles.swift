/// Files outside of any data set, brought to the form of one: what a trained model is asked about.
public struct LooseFiles: Sendable {
    /// The files, or folders that are one sample each (DICOM series), in the order of the samples.
    public let paths: [String]
    /// The samples, all of class 0.
    public let samples: any SampleSource

    /// The samples in `paths`; of folders all that lie in them, however deep.
    ///
    /// - Parameters:
    ///   - paths: files and folders.
    ///   - format: what the data set was; all but `volumes` are pictures.
    ///   - shape: the size that samples are brought to.
    ///   - channels: values per pixel; grey pictures become coloured ones where there are 3.
    ///   - options: fit and window of the data set.
    /// - Throws: `DatasetError`; where several files are bad, one error that names up to 20.
    public init(
        _ paths: [String], format: DatasetFormat, shape: [Int], channels: Int, options: Dataset.Options
    ) throws(DatasetError) {
        if paths.contains(where: { $0.hasSuffix(".npy") || $0.hasSuffix(".npz") }), format != .volumes {
            (self.paths, samples) = try Self.arrays(paths, shape: shape, channels: channels, form: options.form)
            return
        }
        let isVolume = format == .volumes
        var found: [String] = []
        for path in paths { try Self.add(path, isVolume: isVolume, to: &found) }
        guard !found.isEmpty else {
            throw .badFile(
                path: paths.joined(separator: ", "), reason: "no \(isVolume ? "volume" : "image") lies there")
        }
        var entries = found.map { SampleListing.Entry(path: $0, label: 0) }
        if isVolume {
            var form = options.form
            form.size = shape
            let wanted = try VolumeForm(form, path: found[0])
            entries = try Self.readable(entries, paths, options) { entry throws(DatasetError) in
                try wanted.check(entry.path)
            }
            let volumes = try read(entries, "looking at volumes", options.progress) { entry throws(DatasetError) in
                try wanted.volume(at: entry.path)
            }
            samples = try VolumeFolder(
                volumes, labels: entries.map(\.label), form: wanted, size: shape, progress: options.progress)
        } else {
            guard shape.count == 2, [1, 3].contains(channels) else {
                throw .badFile(
                    path: found[0],
                    reason: "files can be read where samples are images or volumes; the run's are \(shape) with "
                        + "\(channels) channels")
            }
            _ = try ImageLibrary.version()
            let form = ImageForm(
                channels: channels, size: shape, fit: options.form.fit,
                window: try options.form.checkedWindow(path: found[0]))
            entries = try Self.readable(entries, paths, options) { entry throws(DatasetError) in
                _ = try picture(at: entry.path, window: form.window).pixels(form)
            }
            let images = try read(entries, "looking at images", options.progress) { entry throws(DatasetError) in
                try picture(at: entry.path, window: form.window)
            }
            samples = ImageFolder(images, labels: entries.map(\.label), form: form)
        }
        found = entries.map(\.path)
        self.paths = found
    }

    /// The entries that can be read, as the options have it; at least one.
    private static func readable(
        _ entries: [SampleListing.Entry], _ paths: [String], _ options: Dataset.Options,
        _ read: @Sendable (SampleListing.Entry) throws(DatasetError) -> Void
    ) throws(DatasetError) -> [SampleListing.Entry] {
        let entries = try options.readable(entries, read)
        guard !entries.isEmpty else {
            throw .badFile(path: paths.joined(separator: ", "), reason: "none of the files can be read")
        }
        return entries
    }

    /// The samples in NumPy arrays, each called by its file and its place there.
    private static func arrays(
        _ paths: [String], shape: [Int], channels: Int, form: SampleForm
    ) throws(DatasetError) -> ([String], any SampleSource) {
        var (names, parts): ([String], [any SampleSource]) = ([], [])
        for path in paths {
            guard exists(path) else { throw .noSuchFile(path) }
            let images = try NumPyFiles.images(at: path)
            let part = try NumPySamples(images, form: form, axes: shape.count)
            guard part.shape == shape, part.channels == channels else {
                throw .badFile(
                    path: path,
                    reason:
                        "its samples are \(part.shape + [part.channels]), the run's \(shape + [channels]) (channels last)"
                )
            }
            names += (0..<part.count).map { "\(path), sample \($0)" }
            parts.append(part)
        }
        return (names, parts.count == 1 ? parts[0] : JoinedSamples(parts))
    }

    /// A file as it is; of a folder its samples, and those of folders within.
    private static func add(
        _ path: String, isVolume: Bool, to found: inout [String]
    ) throws(DatasetError) {
        guard exists(path) else { throw .noSuchFile(path) }
        guard isFolder(path) else { return found.append(path) }
        let kind = isVolume ? SampleKind.volume : .image
        if case .sample = kind.role(path) { return found.append(path) }
        var passed = PassedOver()
        found += try kind.samples(in: path, passing: &passed)
    }
}
