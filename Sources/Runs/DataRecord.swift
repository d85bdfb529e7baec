import TesseraDatasets
import TesseraExperiments
import TesseraTraining

/// What `data.json` holds: the data set in a few words, and how its values are normalised.
package struct DataRecord: Codable, Equatable {
    package let format: String
    package let classes: [String]
    package let shape: [Int]
    package let channels: Int
    package let samples: [String: Int]
    package let mean: [Double]
    package let deviation: [Double]
    /// Where the data lay when the run was last trained, absolute; nil where that is not known, or not told.
    package var path: String?
    /// The hash of what networks began with; nil: random numbers.
    package var start: String?

    package init(_ summary: DatasetSummary, _ normalization: Normalization) {
        format = summary.format
        classes = summary.classes
        shape = summary.shape
        channels = summary.channels
        samples = summary.sampleCounts
        mean = normalization.mean
        deviation = normalization.deviation
    }

    /// How values become inputs of the experiment's networks.
    ///
    /// - Throws: `RunError` where the experiment names other channels.
    package func normalization(for experiment: Experiment) throws(RunError) -> Normalization {
        let own = Normalization(mean: mean, deviation: deviation)
        guard let inForce = experiment.network.normalization.inForce(for: own) else {
            throw .setting(
                "network.normalization is not of \(channels) channels, as the samples are; give one mean and one deviation, "
                    + "or \(channels) of each")
        }
        return inForce
    }

    /// What cannot be of any data set; nil: nothing.
    ///
    /// Files of a run may come from anywhere.
    package var mistake: String? {
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
