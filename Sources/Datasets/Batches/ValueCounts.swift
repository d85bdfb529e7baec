import Synchronization

/// How often each value occurs in each channel of some samples.
///
/// One pass, sample by sample, so nothing is kept. Counts of parts of the samples add up to those of all.
package struct ValueCounts: Sendable, Hashable, Codable {
    /// Counts [channels][256].
    package private(set) var counts: [[Int]]

    /// Counts the values of the samples `first`, `first + step` and so on; of all by default.
    ///
    /// - Parameters:
    ///   - samples: what is counted.
    ///   - first: the first sample.
    ///   - step: from one sample to the next, at least 1.
    /// - Throws: `DatasetError` where samples cannot be read.
    package init(of samples: any SampleSource, from first: Int = 0, step: Int = 1) throws(DatasetError) {
        if let samples = samples as? Samples, step == 1, first == 0 {
            counts = ValueCounts.count(samples.bytes, channels: samples.channels)
            return
        }
        let indices = Array(stride(from: first, to: samples.count, by: step))
        let empty = ValueCounts(counts: Array(repeating: Array(repeating: 0, count: 256), count: samples.channels))
        let sums = Mutex(empty)
        let region = samples.wholeRegion
        try forEachOnAllCores(indices.count, "measuring", nil) { position throws(DatasetError) in
            let values = try samples.values(of: indices[position], in: region)
            let counts = ValueCounts(counts: ValueCounts.count(values, channels: samples.channels))
            sums.withLock { $0.add(counts) }
        }
        self = sums.withLock { $0 }
    }

    private init(counts: [[Int]]) { self.counts = counts }

    /// Counts those of other samples too.
    package mutating func add(_ other: ValueCounts) {
        precondition(counts.count == other.counts.count, "counts of \(counts.count) and \(other.counts.count) channels")
        for channel in counts.indices {
            for value in 0..<256 { counts[channel][value] += other.counts[channel][value] }
        }
    }

    private static func count(_ bytes: [UInt8], channels: Int) -> [[Int]] {
        // Four tables by turns: neighbours are often equal, and a count that has just been stored takes a while to load.
        let tables = 4
        let size = channels << 8
        var counts = [Int](repeating: 0, count: tables * size)
        // Unsafe buffers: a byte is below 256 and `channel` below `channels`, and checking that for each of the
        // hundreds of millions of values of a data set would take longer than counting.
        bytes.withUnsafeBufferPointer { bytes in
            counts.withUnsafeMutableBufferPointer { counts in
                var table = 0
                for pixel in stride(from: 0, to: bytes.count, by: channels) {
                    for channel in 0..<channels {
                        counts[table &+ (channel &<< 8 | Int(bytes[pixel &+ channel]))] &+= 1
                    }
                    table = table &+ size == tables &* size ? 0 : table &+ size
                }
            }
        }
        return (0..<channels).map { channel in
            (0..<256).map { value in
                (0..<tables).reduce(0) { $0 + counts[$1 * size + (channel << 8 | value)] }
            }
        }
    }
}
