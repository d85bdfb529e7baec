/// Reads NumPy arrays of pictures and labels: an `.npz` archive, alone or the only one in its folder, or a folder of
/// `.npy` files.
///
/// Names of the arrays, in any letters and order of their words: `x`, `images` or `data` for pictures, `y`, `labels` or
/// `targets` for classes, with the words of `DataPart(name:)` for parts, such as `train_images` (MedMNIST), `x_train`
/// (Keras) or `X_test`. Arrays of one part are split. Pictures are [samples, axes...] or [samples, axes..., channels]:
/// a last axis of 1, 3 or 4 with three or more before it is channels.
enum NumPyFiles {
    /// What an array is for.
    private enum Content {
        case images
        case labels
    }

    /// The arrays of a part.
    private struct Pair {
        var images: String?
        var labels: String?
    }

    static func load(path: String, options: Dataset.Options) throws(DatasetError) -> Dataset {
        let store = try NumPyStore(at: path)
        var pairs: [DataPart?: Pair] = [:]
        var unused: [String] = []
        for name in store.names {
            guard let (part, content) = meaning(of: name) else {
                unused.append(name)
                continue
            }
            let slot = content == .images ? \Pair.images : \Pair.labels
            if let other = pairs[part]?[keyPath: slot] {
                throw .badTable(path: path, ["\(other) and \(name) are for the same thing; leave one out"])
            }
            pairs[part, default: Pair()][keyPath: slot] = name
        }
        var parts: [(part: DataPart?, samples: NumPySamples, pair: Pair)] = []
        for part in [nil, DataPart.training, .validation, .test] {
            guard let pair = pairs[part] else { continue }
            guard let images = pair.images, let labels = pair.labels else {
                throw .badTable(
                    path: path,
                    [
                        "it holds \(pair.images ?? pair.labels ?? ""), but no \(pair.images == nil ? "pictures" : "labels") for it; "
                            + there(store.names)
                    ])
            }
            let samples = try NumPySamples(store.array(images), store.array(labels), form: options.form)
            parts.append((part, samples, pair))
        }
        guard !parts.isEmpty, parts[0].part == nil || parts[0].part == .training else {
            throw .badTable(
                path: path, ["its arrays are not called as pictures and labels are; \(there(store.names)) "])
        }
        if parts.count > 1, parts[0].part == nil {
            throw .badTable(
                path: path,
                [
                    "it holds \(parts[0].pair.images ?? "") beside \(parts[1].pair.images ?? ""); which are the training part?"
                ])
        }
        if !unused.isEmpty { options.notice?("passed over: the arrays \(unused.joined(separator: ", "))") }
        try checkRanges(parts.map { ($0.pair.images ?? "", $0.samples) }, path, options.notice)
        return try dataset(path, parts.map(\.samples), options)
    }

    /// The pictures in a file: the array of a `.npy` file, or the only one of pictures in an `.npz` archive.
    ///
    /// - Throws: `DatasetError` where there is not one.
    static func images(at path: String) throws(DatasetError) -> NumPyArray {
        guard path.hasSuffix(".npz") else { return try NumPyArray(file: File(path: path)) }
        let store = try NumPyStore(at: path)
        let names = store.names.filter { meaning(of: $0)?.1 == .images }
        guard let name = names.first, names.count == 1 else {
            throw .badTable(
                path: path,
                [
                    "it holds \(names.count) arrays of pictures; one is needed. There are \(store.names.joined(separator: ", "))"
                ])
        }
        return try store.array(name)
    }

    /// What the array of this name is for; nil where its name does not say.
    private static func meaning(of name: String) -> (DataPart?, Content)? {
        let words = name.lowercased().split { "_-. ".contains($0) }.map(String.init)
        var (part, content): (DataPart?, Content?) = (nil, nil)
        for word in words {
            if let found = DataPart(name: word) {
                guard part == nil else { return nil }
                part = found
            } else {
                guard content == nil else { return nil }
                switch word {
                case "x", "image", "images", "imgs", "data", "pictures", "volumes": content = .images
                case "y", "label", "labels", "target", "targets", "class", "classes": content = .labels
                default: return nil
                }
            }
        }
        return content.map { (part, $0) }
    }

    private static func there(_ names: [String]) -> String {
        "looked for x_train and y_train (x_test, y_test), train_images and train_labels, x and y, images and labels; there are "
            + (names.isEmpty ? "none" : names.prefix(20).joined(separator: ", "))
    }

    /// Refuses parts of different kinds of numbers, which one window cannot fit, and tells of ranges that differ.
    private static func checkRanges(
        _ parts: [(name: String, samples: NumPySamples)], _ path: String, _ notice: (@Sendable (String) -> Void)?
    ) throws(DatasetError) {
        guard let first = parts.first else { return }
        var ranges: [(String, ClosedRange<Double>)] = []
        for (name, samples) in parts {
            let range = try samples.someRange()
            ranges.append(
                ("\(name) is \(samples.element) from \(short(range.lowerBound)) to \(short(range.upperBound))", range))
        }
        let words = ranges.map(\.0).joined(separator: ", ")
        guard parts.allSatisfy({ $0.samples.element == first.samples.element }) else {
            throw .badTable(path: path, [words + "; save all parts in one way"])
        }
        let widths = ranges.map { $0.1.upperBound - $0.1.lowerBound }
        if let most = widths.max(), let least = widths.min(), most > 4 * least {
            notice?("the parts differ in range: \(words)")
        }
    }

    private static func short(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\((number * 1000).rounded() / 1000)"
    }

    private static func dataset(
        _ path: String, _ parts: [NumPySamples], _ options: Dataset.Options
    ) throws(DatasetError) -> Dataset {
        let shapes = parts.map { $0.shape + [$0.channels] }
        for shape in shapes where shape != shapes[0] {
            throw .shapesDiffer(folder: path, training: shapes[0], validation: shape)
        }
        let namesPath = isFolder(path) ? "\(path)/classes.txt" : "\(path).classes.txt"
        let labels = try ClassNumbers(
            parts.map(\.labels), names: classNames(path: namesPath), namesPath: namesPath, notice: options.notice)
        let sources = zip(parts, labels.labels).map { $0.labelled($1) }
        guard sources.count > 1 else {
            let (training, validation) = sources[0].split(share: options.validation, key: options.key)
            return Dataset(
                format: .numpy, classes: labels.classes, training: training, validation: validation)
        }
        return Dataset(
            format: .numpy, classes: labels.classes, training: sources[0], validation: sources[1],
            test: sources.count > 2 ? sources[2] : nil)
    }
}

/// Arrays by name, in an archive or as files of a folder.
private struct NumPyStore {
    /// The arrays that are there.
    let names: [String]
    private let archive: ZipArchive?
    private let folder: String

    init(at path: String) throws(DatasetError) {
        var archivePath: String? = isFolder(path) ? nil : path
        folder = path
        let files = archivePath == nil ? try visibleNames(in: path) : []
        let archives = files.filter { $0.hasSuffix(".npz") }
        if archives.count == 1 { archivePath = "\(path)/\(archives[0])" }
        if let archivePath {
            let archive = try ZipArchive(path: archivePath)
            self.archive = archive
            names = archive.members.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
        } else {
            archive = nil
            names = files.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
        }
    }

    func array(_ name: String) throws(DatasetError) -> NumPyArray {
        guard let archive else { return try NumPyArray(file: File(path: "\(folder)/\(name).npy")) }
        guard let member = archive.members.first(where: { $0.name == "\(name).npy" }) else {
            throw .missingFile(folder: archive.file.path, names: ["\(name).npy"])
        }
        return try NumPyArray(member, of: archive)
    }
}
