/// What a data set holds, in plain values: for `tessera data` and for reports.
public struct DatasetSummary: Sendable, Hashable, Codable {
    /// One part of the data: its name and its samples per class.
    public struct PartSummary: Sendable, Hashable, Codable {
        /// `training`, `validation` or `test`.
        public let name: String
        /// The number of samples.
        public let samples: Int
        /// The number of samples of each class, in the order of the classes.
        public let samplesPerClass: [Int]
    }

    /// The format, by the name an experiment file gives it.
    public let format: String
    /// The name of each class.
    public let classes: [String]
    /// The length of each spatial axis, in pixels.
    public let shape: [Int]
    /// The values per pixel.
    public let channels: Int
    /// The parts there are, training first.
    public let parts: [PartSummary]

    /// The number of samples of each part, by its name.
    public var sampleCounts: [String: Int] {
        Dictionary(parts.map { ($0.name, $0.samples) }) { first, _ in first }
    }
}

extension Dataset {
    /// What the data set holds.
    public var summary: DatasetSummary {
        let named: [(String, (any SampleSource)?)] = [
            ("training", training), ("validation", validation), ("test", test),
        ]
        return DatasetSummary(
            format: format.rawValue, classes: classes, shape: training.shape, channels: training.channels,
            parts: named.compactMap { name, samples in
                guard let samples else { return nil }
                var counts = [Int](repeating: 0, count: classes.count)
                for label in samples.labels { counts[label] += 1 }
                return DatasetSummary.PartSummary(name: name, samples: samples.count, samplesPerClass: counts)
            })
    }
}
