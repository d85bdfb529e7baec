/// A data set in memory: its classes, and its samples in the parts that its makers gave it.
///
/// Where the data has one part beside training, that is `validation`, whatever its makers call it, and `test` is nil.
public struct Dataset: Sendable {
    /// The kind of files the data came from.
    public let format: DatasetFormat

    /// The name of each class, in the order of the labels.
    public let classes: [String]

    /// The samples that networks learn from.
    public let training: Samples

    /// The samples that accuracy is measured on.
    public let validation: Samples

    /// Samples for a last measurement, where the data has three parts.
    public let test: Samples?

    /// A data set of these parts, which must agree in shape and channels; labels must be below `classes.count`.
    public init(
        format: DatasetFormat, classes: [String], training: Samples, validation: Samples, test: Samples? = nil
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

    /// The data set in the folder `path`.
    ///
    /// - `cifar10`: class names from `batches.meta.txt`, where it is there.
    /// - `idx`: class names from `classes.txt`, one name a line, where it is there; else `0` to `9`. The format does
    ///   not tell MNIST from Fashion-MNIST, so names are never guessed.
    ///
    /// Files may be gzipped.
    ///
    /// - Parameter format: the format to read; nil, the default, looks at which files are there.
    /// - Throws: `DatasetError` where a file is missing, unreadable or not what it should be.
    public static func load(path: String, format: DatasetFormat? = nil) throws(DatasetError) -> Dataset {
        guard exists(path) else { throw .noSuchPath(path) }
        guard isFolder(path) else { throw .notFolder(path) }
        let detected: DatasetFormat
        if let format { detected = format } else { detected = try DatasetFormat.detected(in: path) }
        switch detected {
        case .cifar10: return try CIFAR10.load(folder: path)
        case .idx: return try IDX.load(folder: path)
        }
    }
}
