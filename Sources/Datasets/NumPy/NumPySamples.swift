/// One part of NumPy arrays: samples are read from the array when asked for.
struct NumPySamples: SampleSource {
    let shape: [Int]
    let channels: Int
    private(set) var labels: [Int]
    private let images: NumPyArray
    private let window: [Double]?
    private let hasChannelsFirst: Bool
    /// What messages call the samples, where they came from elsewhere.
    private var names: [String]?

    /// - Parameters:
    ///   - images: [samples, axes...] or [samples, axes..., channels], with two or three axes, and 1, 3 or 4 channels;
    ///     [samples, channels, axes...] where the form says so.
    ///   - labels: [samples] or [samples, 1], whole numbers 0 ..< 65536; or [samples, classes], of each row one value
    ///     1.
    ///   - form: its window says which values become 0 and 255; bytes and truth values need none, all else does.
    /// - Throws: `DatasetError` where the arrays are not such, or the labels cannot be read.
    init(_ images: NumPyArray, _ labels: NumPyArray, form: SampleForm) throws(DatasetError) {
        try Self.checkAxes(images)
        let classes = try Self.classes(labels, count: images.shape.first ?? 0)
        try self.init(images, labels: classes, form: form)
    }

    private init(_ images: NumPyArray, labels: [Int], form: SampleForm) throws(DatasetError) {
        try Self.checkAxes(images)
        let sizes = images.shape
        let count = sizes[0]
        _ = try form.checkedWindow(path: images.path)
        let window = form.window
        guard [.uint8, .truth].contains(images.element) || window != nil else {
            throw .badFile(
                path: images.path,
                reason:
                    "its elements are \(images.element), and data.window does not say which values become black and "
                    + "white, such as [0, 1]")
        }
        let counts: Set = [1, 3, 4]
        let hasLast = sizes.count > 3 && counts.contains(sizes[sizes.count - 1])
        // A volume of so few slices is rare, and is that if one says so.
        let isShort = counts.contains(sizes[1]) && sizes[2...].allSatisfy { $0 >= 3 * sizes[1] }
        if sizes.count > 3, isShort, !hasLast, form.axes == nil {
            let axes = sizes[1...].map(String.init).joined(separator: " x ")
            throw .badFile(
                path: images.path,
                reason: "its shape \(sizes) looks as if channels came first; data.axes: channelsFirst reads it so, "
                    + "channelsLast as volumes of \(axes)")
        }
        hasChannelsFirst = form.axes == .channelsFirst && sizes.count > 3
        let hasChannels = hasChannelsFirst || hasLast
        guard sizes.count - 1 - (hasChannels ? 1 : 0) <= 3 else {
            throw .badFile(path: images.path, reason: "its shape \(sizes) has more than three axes and channels")
        }
        guard !hasChannelsFirst || counts.contains(sizes[1]) else {
            throw .badFile(
                path: images.path, reason: "its shape \(sizes) has \(sizes[1]) channels first; 1, 3 or 4 can be")
        }
        shape = hasChannelsFirst ? Array(sizes[2...]) : Array(sizes[1..<(hasLast ? sizes.count - 1 : sizes.count)])
        channels = hasChannelsFirst ? sizes[1] : hasLast ? sizes[sizes.count - 1] : 1
        precondition(labels.count == count, "\(labels.count) labels for \(count) samples")
        self.labels = labels
        self.images = images
        self.window = window
    }

    private static func checkAxes(_ images: NumPyArray) throws(DatasetError) {
        guard images.shape.count >= 3, !images.shape.contains(0) else {
            throw .badFile(path: images.path, reason: "its shape \(images.shape) is not samples of at least two axes")
        }
    }

    /// Pictures without labels, of so many axes; one alone may lack the axis of samples.
    init(_ images: NumPyArray, form: SampleForm, axes: Int) throws(DatasetError) {
        let isOne =
            images.shape.count == axes || images.shape.count == axes + 1 && [1, 3, 4].contains(images.shape[axes])
        let images = isOne ? images.reshaped([1] + images.shape) : images
        let labels = [Int](repeating: 0, count: images.shape.first ?? 0)
        try self.init(images, labels: labels, form: form)
    }

    /// The class of each sample.
    private static func classes(_ labels: NumPyArray, count: Int) throws(DatasetError) -> [Int] {
        func refused(_ reason: String) -> DatasetError { .badFile(path: labels.path, reason: reason) }
        if labels.shape.count == 2, labels.shape[0] == count, labels.shape[1] > 1 {
            let width = labels.shape[1]
            let numbers = try labels.numbers(0, count: count * width)
            var classes: [Int] = []
            for sample in 0..<count {
                let row = numbers[sample * width..<(sample + 1) * width]
                guard row.count(where: { $0 == 1 }) == 1, row.count(where: { $0 == 0 }) == width - 1 else {
                    throw refused(
                        "its shape is \(labels.shape), but row \(sample) is not one 1 among zeros; \(count) samples need one "
                            + "label each")
                }
                classes.append((row.firstIndex(of: 1) ?? row.startIndex) - row.startIndex)
            }
            return classes
        }
        guard labels.shape == [count] || labels.shape == [count, 1] else {
            throw refused("its shape is \(labels.shape); \(count) samples need one label each")
        }
        var classes: [Int] = []
        for (sample, number) in try labels.numbers(0, count: count).enumerated() {
            guard let label = Int(exactly: number), (0..<65536).contains(label) else {
                throw refused("sample \(sample) has the label \(number); labels are 0, 1, 2, ...")
            }
            classes.append(label)
        }
        return classes
    }

    /// The same samples with other labels.
    func labelled(_ labels: [Int]) -> NumPySamples {
        var samples = self
        samples.labels = labels
        return samples
    }

    /// The type of the pictures' values.
    var element: NumPyArray.Element { images.element }

    /// The least and largest of the values of some samples, spread over all.
    func someRange() throws(DatasetError) -> ClosedRange<Double> {
        let size = shape.reduce(channels, *)
        var (low, high) = (Double.infinity, -Double.infinity)
        for index in stride(from: 0, to: count, by: max(1, count / 64)) {
            for value in try images.numbers(index * size, count: size) {
                (low, high) = (min(low, value), max(high, value))
            }
        }
        return low <= high ? low...high : 0...0
    }

    /// Decoded samples that are kept as bytes [samples, axes..., channels].
    init(decoded: NumPyArray, labels: [Int], names: [String]) throws(DatasetError) {
        guard let count = decoded.shape.first, let channels = decoded.shape.last, decoded.element == .uint8,
            decoded.shape.count > 2, count == labels.count, count == names.count
        else { throw .badFile(path: decoded.path, reason: "it holds other samples than it should; delete it") }
        (self.labels, self.names, self.channels) = (labels, names, channels)
        shape = Array(decoded.shape[1..<decoded.shape.count - 1])
        (images, window, hasChannelsFirst) = (decoded, nil, false)
    }

    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        guard !hasChannelsFirst else {
            let size = shape.reduce(1, *)
            let planes = try bytes(index * size * channels, count: size * channels)
            let pixels = (0..<size).flatMap { pixel in (0..<channels).map { planes[$0 * size + pixel] } }
            return region.cut(pixels, of: shape.map { 0..<$0 }, channels: channels)
        }
        // Of the first axis no more than is needed: arrays may lie in files.
        let first = region.envelope[0]
        let row = shape[1...].reduce(channels, *)
        let (start, count) = ((index * shape[0] + first.lowerBound) * row, first.count * row)
        let bytes = try bytes(start, count: count)
        return region.cut(bytes, of: [first] + shape[1...].map { 0..<$0 }, channels: channels)
    }

    private func bytes(_ start: Int, count: Int) throws(DatasetError) -> [UInt8] {
        if let window { return try images.numbers(start, count: count).map { byte($0, window: window) } }
        let bytes = try images.bytes(start, count: count)
        return images.element == .truth ? bytes.map { $0 == 0 ? 0 : 255 } : Array(bytes)
    }

    func name(of index: Int) -> String { names?[index] ?? "\(images.path), sample \(index)" }
}

/// A value clipped to a window and scaled to 0 to 255.
///
/// What is not a number counts as the window's low end.
func byte(_ value: Double, window: [Double]) -> UInt8 {
    let share = (value - window[0]) / (window[1] - window[0])
    return share > 0 ? UInt8((min(share, 1) * 255).rounded()) : 0
}
