/// Reads the binary version of CIFAR-10 (https://www.cs.toronto.edu/~kriz/cifar.html): files of records, each one label
/// and the 32 x 32 values of red, then green, then blue.
enum CIFAR10 {
    static let fileNames = ((1...5).map { "data_batch_\($0)" } + ["test_batch"]).map { ["\($0).bin", "\($0).bin.gz"] }

    private static let standardClasses = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]
    private static let pixels = 32 * 32
    private static let recordSize = 1 + 3 * pixels

    static func load(folder: String) throws(DatasetError) -> Dataset {
        var paths: [String] = []
        for names in fileNames {
            guard let name = names.first(where: { exists("\(folder)/\($0)") }) else {
                throw .missingFile(folder: folder, names: names)
            }
            paths.append("\(folder)/\(name)")
        }
        let classes = try classNames(path: "\(folder)/batches.meta.txt") ?? standardClasses
        return Dataset(
            format: .cifar10, classes: classes,
            training: try samples(paths: paths.dropLast(), classes: classes.count),
            validation: try samples(paths: paths.suffix(1), classes: classes.count))
    }

    private static func samples(paths: ArraySlice<String>, classes: Int) throws(DatasetError) -> Samples {
        var bytes: [UInt8] = []
        var labels: [Int] = []
        for path in paths {
            // The batches are of one size, so the first one's tells how much room all of them need.
            if labels.isEmpty { bytes.reserveCapacity(paths.count * (try File(path: path).size)) }
            let before = labels.count
            try read(path, classes: classes, bytes: &bytes, labels: &labels)
            guard labels.count > before else { throw .empty(path: path) }
        }
        return Samples(shape: [32, 32], channels: 3, bytes: bytes, labels: labels)
    }

    private static func read(
        _ path: String, classes: Int, bytes: inout [UInt8], labels: inout [Int]
    ) throws(DatasetError) {
        let stream = try ByteStream(path: path)
        var record: [UInt8] = []
        var index = 0
        while true {
            record.removeAll(keepingCapacity: true)
            let found = try stream.read(recordSize, appendingTo: &record)
            if found == 0 { return }
            guard found == recordSize else {
                throw .truncatedRecord(path: path, record: index, found: found, expected: recordSize)
            }
            let label = Int(record[0])
            guard label < classes else {
                throw .labelOutOfRange(path: path, sample: index, label: label, classes: classes)
            }
            labels.append(label)
            bytes.append(contentsOf: channelsLast(record))
            index += 1
        }
    }

    private static func channelsLast(_ record: [UInt8]) -> [UInt8] {
        // Written in place: three appends a pixel would take longer than reading the file.
        [UInt8](unsafeUninitializedCapacity: 3 * pixels) { interleaved, count in
            for pixel in 0..<pixels {
                for channel in 0..<3 {
                    interleaved[3 * pixel + channel] = record[1 + channel * pixels + pixel]
                }
            }
            count = 3 * pixels
        }
    }
}
