/// Reads NumPy arrays of pictures and labels: an `.npz` archive, alone or the only one in its folder, or a folder of
/// `.npy` files.
///
/// Names of the arrays, tried in this order: MedMNIST's `train_images`, `train_labels` (`val_`, `test_`), Keras's
/// `x_train`, `y_train` (`x_val`, `x_test`), and `x`, `y`, which are split. Pictures are [samples, axes...] or
/// [samples, axes..., channels]: a last axis of 1, 3 or 4 with three or more before it is channels.
enum NumPyFiles {
    private static let parts = [["train"], ["val", "valid", "validation"], ["test"]]

    static func load(path: String, options: Dataset.Options) throws(DatasetError) -> Dataset {
        let arrays = try arrays(at: path)
        func part(_ names: [String]) throws(DatasetError) -> NumPySamples? {
            let pairs = names.flatMap { [("\($0)_images", "\($0)_labels"), ("x_\($0)", "y_\($0)")] }
            for (images, labels) in pairs {
                if let images = try arrays(images), let labels = try arrays(labels) {
                    return try NumPySamples(images, labels, window: options.form.window)
                }
            }
            return nil
        }
        if let training = try part(parts[0]) {
            let validation = try part(parts[1])
            let test = try part(parts[2])
            guard let second = validation ?? test else {
                throw .missingFile(folder: path, names: ["test_images", "x_test", "val_images", "x_val"])
            }
            return try dataset(path, [training, second] + (validation == nil ? [] : [test].compactMap { $0 }))
        }
        guard let images = try arrays("x"), let labels = try arrays("y") else {
            throw .missingFile(folder: path, names: ["train_images", "x_train", "x"])
        }
        let all = try NumPySamples(images, labels, window: options.form.window)
        let (training, validation) = all.split(share: options.validation, key: options.key)
        return try dataset(path, [training, validation])
    }

    private static func dataset(_ path: String, _ parts: [any SampleSource]) throws(DatasetError) -> Dataset {
        let shapes = parts.map { $0.shape + [$0.channels] }
        for shape in shapes where shape != shapes[0] {
            throw .shapesDiffer(folder: path, training: shapes[0], validation: shape)
        }
        let count = (parts.flatMap(\.labels).max() ?? 0) + 1
        let namesPath = isFolder(path) ? "\(path)/classes.txt" : "\(path).classes.txt"
        let names = try classNames(path: namesPath)
        if let names, names.count < count {
            throw .badClassNames(
                path: namesPath, reason: "names \(names.count) classes, but there are labels up to \(count - 1)")
        }
        return Dataset(
            format: .numpy, classes: names ?? (0..<count).map(\.description), training: parts[0],
            validation: parts[1], test: parts.count > 2 ? parts[2] : nil)
    }

    /// Finds arrays by name, in an archive or among files.
    private static func arrays(
        at path: String
    ) throws(DatasetError) -> (String) throws(DatasetError) -> NumPyArray? {
        var archivePath: String? = isFolder(path) ? nil : path
        if archivePath == nil {
            let archives = try visibleNames(in: path).filter { $0.hasSuffix(".npz") }
            if archives.count == 1 { archivePath = "\(path)/\(archives[0])" }
        }
        guard let archivePath else {
            return { name throws(DatasetError) in
                let file = "\(path)/\(name).npy"
                return exists(file) ? try NumPyArray(file: File(path: file)) : nil
            }
        }
        let archive = try ZipArchive(path: archivePath)
        return { name throws(DatasetError) in
            guard let member = archive.members.first(where: { $0.name == "\(name).npy" }) else { return nil }
            return try NumPyArray(member, of: archive)
        }
    }
}

/// One part of NumPy arrays: samples are read from the array when asked for.
struct NumPySamples: SampleSource {
    let shape: [Int]
    let channels: Int
    let labels: [Int]
    private let images: NumPyArray
    private let window: [Double]?
    /// What messages call the samples, where they came from elsewhere.
    private var names: [String]?

    /// - Parameters:
    ///   - images: [samples, axes...] or [samples, axes..., channels], with two or three axes, and 1, 3 or 4 channels.
    ///   - labels: [samples] or [samples, 1], whole numbers 0 ..< 65536.
    ///   - window: the values that become 0 and 255; bytes need none, all else does.
    /// - Throws: `DatasetError` where the arrays are not such, or the labels cannot be read.
    init(_ images: NumPyArray, _ labels: NumPyArray, window: [Double]?) throws(DatasetError) {
        let sizes = images.shape
        guard let count = sizes.first, sizes.count >= 3, !sizes.contains(0) else {
            throw .badFile(path: images.path, reason: "its shape \(sizes) is not samples of at least two axes")
        }
        guard labels.shape == [count] || labels.shape == [count, 1] else {
            throw .badFile(
                path: labels.path, reason: "its shape is \(labels.shape); \(count) samples need one label each")
        }
        guard images.element == .uint8 || window != nil else {
            throw .badFile(
                path: images.path,
                reason:
                    "its elements are \(images.element), and data.window does not say which values become black and "
                    + "white, such as [0, 1]")
        }
        let hasChannels = sizes.count > 3 && [1, 3, 4].contains(sizes[sizes.count - 1])
        guard sizes.count - 1 - (hasChannels ? 1 : 0) <= 3 else {
            throw .badFile(path: images.path, reason: "its shape \(sizes) has more than three axes and channels")
        }
        shape = Array(sizes[1..<(hasChannels ? sizes.count - 1 : sizes.count)])
        channels = hasChannels ? sizes[sizes.count - 1] : 1
        var classes: [Int] = []
        for (sample, number) in try labels.numbers(0, count: count).enumerated() {
            guard let label = Int(exactly: number), (0..<65536).contains(label) else {
                throw .badFile(
                    path: labels.path, reason: "sample \(sample) has the label \(number); labels are 0, 1, 2, ...")
            }
            classes.append(label)
        }
        self.labels = classes
        self.images = images
        self.window = window
    }

    /// Decoded samples that are kept as bytes [samples, axes..., channels].
    init(decoded: NumPyArray, labels: [Int], names: [String]) throws(DatasetError) {
        guard let count = decoded.shape.first, let channels = decoded.shape.last, decoded.element == .uint8,
            decoded.shape.count > 2, count == labels.count, count == names.count
        else { throw .badFile(path: decoded.path, reason: "it holds other samples than it should; delete it") }
        (self.labels, self.names, self.channels) = (labels, names, channels)
        shape = Array(decoded.shape[1..<decoded.shape.count - 1])
        (images, window) = (decoded, nil)
    }

    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        // Of the first axis no more than is needed: arrays may lie in files.
        let first = region.envelope[0]
        let row = shape[1...].reduce(channels, *)
        let (start, count) = ((index * shape[0] + first.lowerBound) * row, first.count * row)
        let bytes: [UInt8]
        if let window {
            bytes = try images.numbers(start, count: count).map { byte($0, window: window) }
        } else {
            bytes = Array(try images.bytes(start, count: count))
        }
        return region.cut(bytes, of: [first] + shape[1...].map { 0..<$0 }, channels: channels)
    }

    func name(of index: Int) -> String { names?[index] ?? "\(images.path), sample \(index)" }
}

/// A value clipped to a window and scaled to 0 ...
///
/// 255; what is not a number counts as the window's low end.
func byte(_ value: Double, window: [Double]) -> UInt8 {
    let share = (value - window[0]) / (window[1] - window[0])
    return share > 0 ? UInt8((min(share, 1) * 255).rounded()) : 0
}
