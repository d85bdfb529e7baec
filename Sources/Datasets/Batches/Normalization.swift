/// How raw values become network inputs: (value - mean) / deviation, channel by channel.
///
/// Mean and deviation are those of the training samples, over all pixels, in raw units (0 to 255).
public struct Normalization: Sendable, Hashable, Codable {
    /// The mean of each channel.
    public let mean: [Double]

    /// The standard deviation of each channel (divided by n, not n - 1); 1 where all values are equal.
    public let deviation: [Double]

    /// A normalisation by these values, one of each per channel; a deviation of 0 becomes 1.
    public init(mean: [Double], deviation: [Double]) {
        precondition(
            mean.count == deviation.count,
            "\(mean.count) means and \(deviation.count) deviations; one of each a channel")
        self.mean = mean
        self.deviation = deviation.map { $0 == 0 ? 1 : $0 }
    }

    /// The normalisation that gives samples with these values mean 0 and deviation 1 in each channel: the same on every
    /// machine, in whatever order values were counted.
    package init(_ values: ValueCounts) {
        let moments = values.counts.map(Normalization.moments)
        self.init(mean: moments.map(\.mean), deviation: moments.map(\.deviation))
    }

    /// The normalisation of all of `samples`.
    ///
    /// - Throws: `DatasetError` where samples cannot be read.
    public init(of samples: any SampleSource) throws(DatasetError) {
        self.init(try ValueCounts(of: samples))
    }

    private static func moments(_ histogram: [Int]) -> (mean: Double, deviation: Double) {
        let total = Double(max(1, histogram.reduce(0, +)))
        let sum = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.element }
        let mean = Double(sum) / total
        let squares = histogram.enumerated().reduce(0.0) { squares, bin in
            let distance = Double(bin.offset) - mean
            return squares + Double(bin.element) * distance * distance
        }
        return (mean, (squares / total).squareRoot())
    }
}
