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
        let isVolume = format == .volumes
        var found: [String] = []
        for path in paths { try Self.add(path, isVolume: isVolume, to: &found) }
        guard !found.isEmpty else {
            throw .badFile(
                path: paths.joined(separator: ", "), reason: "no \(isVolume ? "volume" : "image") lies there")
        }
        let entries = found.map { SampleListing.Entry(path: $0, label: 0) }
        let labels = [Int](repeating: 0, count: found.count)
        let window = try options.form.checkedWindow(path: found[0])
        if isVolume {
            let volumes = try read(entries, "looking at volumes", options.progress) { entry throws(DatasetError) in
                try VolumeFolder.volume(at: entry.path)
            }
            samples = VolumeFolder(volumes, labels: labels, shape: shape, window: window ?? Window())
        } else {
            guard shape.count == 2, [1, 3].contains(channels) else {
                throw .badFile(
                    path: found[0],
                    reason: "files can be read where samples are images or volumes; the run's are \(shape) with "
                        + "\(channels) channels")
            }
            _ = try ImageLibrary.version()
            let images = try read(entries, "looking at images", options.progress) { entry throws(DatasetError) in
                try ImageFile(path: entry.path, window: window)
            }
            let form = ImageForm(channels: channels, size: shape, fit: options.form.fit, window: window)
            samples = ImageFolder(images, labels: labels, form: form)
        }
        self.paths = found
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
