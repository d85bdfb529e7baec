import Synchronization

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

    /// The normalisation that gives `samples` mean 0 and deviation 1 in each channel.
    ///
    /// One pass counts how often each value occurs, sample by sample, so nothing is kept; the rest follows from the
    /// counts, the same on every machine.
    ///
    /// - Throws: `DatasetError` where samples cannot be read.
    public init(of samples: any SampleSource) throws(DatasetError) {
        let histograms =
            if let samples = samples as? Samples {
                Normalization.histograms(of: samples.bytes, channels: samples.channels)
            } else {
                try Normalization.histograms(of: samples)
            }
        let moments = histograms.map(Normalization.moments)
        self.init(mean: moments.map(\.mean), deviation: moments.map(\.deviation))
    }

    private static func histograms(of samples: any SampleSource) throws(DatasetError) -> [[Int]] {
        let sums = Mutex([[Int]](repeating: [Int](repeating: 0, count: 256), count: samples.channels))
        let region = samples.wholeRegion
        try forEachOnAllCores(samples.count, "measuring", nil) { index throws(DatasetError) in
            let counts = histograms(of: try samples.values(of: index, in: region), channels: samples.channels)
            sums.withLock { sums in
                for channel in sums.indices {
                    for value in 0..<256 { sums[channel][value] += counts[channel][value] }
                }
            }
        }
        return sums.withLock { $0 }
    }

    private static func histograms(of bytes: [UInt8], channels: Int) -> [[Int]] {
        var counts = [Int](repeating: 0, count: 256 * channels)
        // Unsafe buffers: a byte is below 256 and `channel` below `channels`, and checking that for each of the
        // hundreds of millions of values of a data set would take longer than counting.
        bytes.withUnsafeBufferPointer { bytes in
            counts.withUnsafeMutableBufferPointer { counts in
                for pixel in stride(from: 0, to: bytes.count, by: channels) {
                    for channel in 0..<channels {
                        counts[channel << 8 | Int(bytes[pixel + channel])] += 1
                    }
                }
            }
        }
        return (0..<channels).map { Array(counts[$0 << 8..<($0 + 1) << 8]) }
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
