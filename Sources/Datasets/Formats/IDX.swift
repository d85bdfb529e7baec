/// Reads folders of IDX files, such as MNIST's and Fashion-MNIST's (http://yann.lecun.com/exdb/mnist).
enum IDX {
    /// The four files, each with the names it goes by: three or four dimensions, either separator, packed or not.
    static let fileNames: [[String]] = ["train", "t10k"].flatMap { part in
        [("images", [3, 4]), ("labels", [1])].map { content, dimensions in
            dimensions.flatMap { dimension in
                ["-", "."].flatMap { separator in
                    ["", ".gz"].map { "\(part)-\(content)\(separator)idx\(dimension)-ubyte\($0)" }
                }
            }
        }
    }

    static func load(folder: String, options: Dataset.Options) throws(DatasetError) -> Dataset {
        var paths: [String] = []
        for names in fileNames {
            // Some archives unpack each file into a folder of its own name.
            let places = names.flatMap { ["\(folder)/\($0)", "\(folder)/\($0)/\($0)"] }
            guard let path = places.first(where: { exists($0) && !isFolder($0) }) else {
                throw .missingFile(folder: folder, names: names)
            }
            paths.append(path)
        }
        var training = try samples(imagesPath: paths[0], labelsPath: paths[1])
        var validation = try samples(imagesPath: paths[2], labelsPath: paths[3])
        let namesPath = "\(folder)/classes.txt"
        // Ten, where labels go no further: the digits of MNIST, of which a few samples need not have all.
        let classes = try ClassNumbers(
            [training.labels, validation.labels], names: classNames(path: namesPath), namesPath: namesPath, least: 10,
            notice: options.notice)
        training = training.labelled(classes.labels[0])
        validation = validation.labelled(classes.labels[1])
        let shapes = [training, validation].map { $0.shape + [$0.channels] }
        guard shapes[0] == shapes[1] else {
            throw .shapesDiffer(folder: folder, training: shapes[0], validation: shapes[1])
        }
        return Dataset(format: .idx, classes: classes.classes, training: training, validation: validation)
    }

    private static func samples(
        imagesPath: String, labelsPath: String
    ) throws(DatasetError) -> Samples {
        // Labels first: they are few, so what is wrong with them shows before the long read.
        let labels = try IDXFile(path: labelsPath, dimensions: [1])
        let images = try IDXFile(path: imagesPath, dimensions: [3, 4])
        let channels = images.dimensions.count == 4 ? images.dimensions[3] : 1
        guard channels <= 4 else { throw .tooManyChannels(path: imagesPath, channels: channels) }
        guard labels.bytes.count == images.dimensions[0] else {
            throw .labelCount(
                path: labelsPath, labels: labels.bytes.count, imagesPath: imagesPath, images: images.dimensions[0])
        }
        return Samples(
            shape: Array(images.dimensions[1...2]), channels: channels, bytes: images.bytes,
            labels: labels.bytes.map(Int.init))
    }
}

/// One IDX file of unsigned bytes: four magic bytes (0, 0, type, number of dimensions), each dimension as four bytes,
/// the highest first, and then the values in row-major order.
struct IDXFile {
    let dimensions: [Int]
    let bytes: [UInt8]

    private static let unsignedByte: UInt8 = 0x08

    /// Reads the file at `path`, which must have one of the numbers of `dimensions`.
    init(path: String, dimensions expected: [UInt8]) throws(DatasetError) {
        let stream = try ByteStream(path: path)
        let magic = try stream.read(4)
        guard magic.count == 4 else { throw .truncatedHeader(path: path) }
        guard magic[..<3] == [0, 0, IDXFile.unsignedByte], expected.contains(magic[3]) else {
            throw .wrongMagic(path: path, found: magic, expected: [0, 0, IDXFile.unsignedByte, expected[0]])
        }
        var dimensions: [Int] = []
        for _ in 0..<magic[3] {
            let number = try stream.read(4)
            guard number.count == 4 else { throw .truncatedHeader(path: path) }
            dimensions.append(number.reduce(0) { $0 << 8 | Int($1) })
        }
        guard !dimensions.contains(0) else { throw .empty(path: path) }
        var count = 1
        for dimension in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw .absurdHeader(path: path, dimensions: dimensions) }
            count = product
        }
        bytes = try stream.read(count)
        guard bytes.count == count else { throw .truncated(path: path, found: bytes.count, announced: count) }
        guard try stream.isAtEnd else { throw .trailingBytes(path: path, announced: count) }
        self.dimensions = dimensions
    }
}
