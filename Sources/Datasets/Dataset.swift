import TesseraRandomness

/// A data set: its classes, and its samples in the parts that its makers gave it.
///
/// Where the data has one part beside training, that is `validation`, whatever its makers call it, and `test` is nil.
public struct Dataset: Sendable {
    /// The kind of files the data came from.
    public let format: DatasetFormat

    /// The name of each class, in the order of the labels.
    public let classes: [String]

    /// The samples that networks learn from.
    public let training: any SampleSource

    /// The samples that accuracy is measured on.
    public let validation: any SampleSource

    /// Samples for a last measurement, where the data has three parts.
    public let test: (any SampleSource)?

    /// Of volumes whose files were looked at: the least and the most millimetres from voxel to voxel along x, y and z, as
    /// stored; nil where the files do not all tell.
    public var spacing: [ClosedRange<Double>]?

    /// The axis from left to right: the columns of images, x of volumes.
    public var mirrorAxis: Int { format.mirrorAxis(of: training.shape.count) }

    /// A data set of these parts, which must agree in shape and channels; labels must be below `classes.count`.
    public init(
        format: DatasetFormat, classes: [String], training: any SampleSource, validation: any SampleSource,
        test: (any SampleSource)? = nil
    ) {
        for part in [validation, test ?? validation] {
            precondition(
                part.shape == training.shape && part.channels == training.channels,
                "parts of shapes \(training.shape) x \(training.channels) and \(part.shape) x \(part.channels)")
        }
        for part in [training, validation, test ?? validation] {
            precondition(
                part.labels.allSatisfy(classes.indices.contains), "a label outside of the \(classes.count) classes")
        }
        self.format = format
        self.classes = classes
        self.training = training
        self.validation = validation
        self.test = test
    }

    /// Told what is done, and how many of how many files are done.
    public typealias Progress = @Sendable (_ what: String, _ done: Int, _ of: Int) -> Void

    /// How data are read, where a format leaves that open.
    public struct Options: Sendable {
        /// The form that samples are brought to.
        public var form = SampleForm()
        /// Where classes, parts and groups come from, beside class folders.
        public var labels = SampleLabels()
        /// The share held out for validation, stratified, where the data has no split of its own; 1: all of it.
        public var validation = 0.2
        /// Decides which samples are held out.
        public var key = RandomKey(seed: 0)

        /// Where decoded samples are kept; nil: they are decoded each time.
        public var cache: SampleCache?
        /// Told how far reading is, from any thread.
        public var progress: Progress?
        /// Told of each file that cannot be read, which then is left out; nil, the default: one such file fails all.
        public var badFile: (@Sendable (DatasetError) -> Void)?
        /// Told what a user should know although it is no error, in words.
        public var notice: (@Sendable (String) -> Void)?

        /// The defaults.
        public init() {}
    }

    /// The data set in the folder or file `path`.
    ///
    /// - `cifar10`: class names from `batches.meta.txt`, where it is there.
    /// - `idx`: class names from `classes.txt`, one name a line, where it is there; else `0` to `9`. The format does
    ///   not tell MNIST from Fashion-MNIST, so names are never guessed.
    ///
    /// - `images`: see `Images`.
    /// - `volumes`: see `Volumes`.
    /// - `numpy`: see `NumPyFiles`.
    ///
    /// IDX and CIFAR-10 files may be gzipped.
    ///
    /// - Parameters:
    ///   - path: a folder or file.
    ///   - format: the format to read; nil, the default, looks at which files are there.
    ///   - options: how data are brought to one form.
    /// - Returns: the data set; its validation part has at least one sample.
    /// - Throws: `DatasetError` where a file is missing, unreadable or not what it should be, or an option means
    ///   nothing to the format.
    public static func load(
        path: String, format: DatasetFormat? = nil, options: Options = Options()
    ) throws(DatasetError) -> Dataset {
        let dataset = try read(path: path, format: format, options: options)
        // To be measured on, one class will do.
        guard dataset.classes.count > 1 || options.validation == 1 else {
            throw .badFile(
                path: path, reason: "it holds the one class \(dataset.classes[0]); there is nothing to tell apart")
        }
        guard !dataset.validation.labels.isEmpty else {
            throw .badFile(
                path: path, reason: "it has no validation part, and too few samples of each class to hold any out")
        }
        return dataset
    }

    private static func read(
        path: String, format: DatasetFormat?, options: Options
    ) throws(DatasetError) -> Dataset {
        guard exists(path) else { throw .noSuchPath(path) }
        let detected: DatasetFormat
        if let format {
            detected = format
        } else {
            detected = try DatasetFormat.detected(in: path, labels: options.labels)
        }
        guard isFolder(path) || ![.cifar10, .idx].contains(detected) else { throw .notFolder(path) }
        let unused: [(key: String, isSet: Bool, formats: Set<DatasetFormat>)] = [
            ("data.window", options.form.window != nil, [.cifar10, .idx]),
            ("data.size", options.form.size != nil, [.cifar10, .idx, .numpy]),
            ("data.fit", options.form.fit != .stretch, [.cifar10, .idx, .numpy]),
            ("data.spacing", options.form.spacing != nil, [.cifar10, .idx, .numpy, .images]),
            ("data.series", options.form.series != nil, [.cifar10, .idx, .numpy, .images]),
            ("data.window: percentiles", options.form.percentiles != nil, [.cifar10, .idx, .numpy, .images]),
            ("data.axes", options.form.axes == .channelsFirst, [.cifar10, .idx, .images, .volumes]),
        ]
        if let unused = unused.first(where: { $0.isSet && $0.formats.contains(detected) }) {
            throw .meaningless(key: unused.key, path: path, format: detected)
        }
        switch detected {
        case .images: return try Images.load(folder: path, options: options)
        case .volumes: return try Volumes.load(path: path, options: options)
        case .numpy: return try NumPyFiles.load(path: path, options: options)
        case .cifar10: return try CIFAR10.load(folder: path)
        case .idx: return try IDX.load(folder: path, options: options)
        }
    }
}

extension Dataset {
    /// The data set of a listing's samples; where these are of one part, `options` say what is held out.
    init(format: DatasetFormat, _ listing: SampleListing, all: any SampleSource, options: Options) {
        let groups = listing.entries.map(\.group)
        let all: any SampleSource = groups.contains { $0 != nil } ? GroupedSamples(all, groups) : all
        let (classes, parts) = (listing.classes, listing.parts.map(\.entries.count))
        guard parts.count > 1 else {
            let (rest, held) = all.split(share: options.validation, key: options.key)
            self.init(format: format, classes: classes, training: rest, validation: held)
            return
        }
        var start = 0
        let sources = parts.map { count in
            defer { start += count }
            return SampleSubset(all, Array(start..<start + count))
        }
        self.init(
            format: format, classes: classes, training: sources[0], validation: sources[1],
            test: sources.count > 2 ? sources[2] : nil)
    }
}
