import Datasets

/// What `data.json` holds: the data set in a few words, and how its values are normalised.
struct DataRecord: Codable, Equatable {
    let format: String
    let classes: [String]
    let shape: [Int]
    let channels: Int
    let samples: [String: Int]
    let mean: [Double]
    let deviation: [Double]
    /// Where the data lay when the run was last trained, absolute; nil where that is not known, or not told.
    var path: String?

    init(_ summary: DatasetSummary, _ normalization: Normalization) {
        format = summary.format
        classes = summary.classes
        shape = summary.shape
        channels = summary.channels
        samples = summary.sampleCounts
        mean = normalization.mean
        deviation = normalization.deviation
    }

    /// What cannot be of any data set; nil: nothing. Files of a run may come from anywhere.
    var mistake: String? {
        if classes.isEmpty || Set(classes).count < classes.count { return "its classes are none, or name one twice" }
        guard (1...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }), channels > 0 else {
            return "its samples have no shape"
        }
        // No sample is held that is larger.
        var bytes = channels
        for side in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: side)
            guard !overflow, product <= 1 << 40 else { return "its samples of \(shape) are too large to be true" }
            bytes = product
        }
        guard mean.count == channels, deviation.count == channels, mean.allSatisfy(\.isFinite),
            deviation.allSatisfy({ $0.isFinite && $0 > 0 })
        else { return "its mean and deviation are not \(channels) sensible numbers" }
        guard samples.values.allSatisfy({ $0 >= 0 }) else { return "it has less than no samples" }
        return nil
    }
}
