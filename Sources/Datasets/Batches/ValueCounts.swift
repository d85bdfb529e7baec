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

    /// The share of all values that are 0, and the share that are 255: what a window has cut off is among them.
    package var ends: (low: Double, high: Double) {
        let all = Double(max(1, counts.joined().reduce(0, +)))
        return (Double(counts.reduce(0) { $0 + $1[0] }) / all, Double(counts.reduce(0) { $0 + $1[255] }) / all)
    }

    /// How many of the 256 levels occur, and the highest that does.
    package var levels: (used: Int, highest: Int) {
        let used = (0..<256).filter { level in counts.contains { $0[level] > 0 } }
        return (used.count, used.last ?? 0)
    }

    /// What a user should know of the values, in words; nil where they look as values should.
    ///
    /// `isWindowed` says whether a window has made them.
    package func oddity(isWindowed: Bool) -> String? {
        let (used, highest) = levels
        let cut = ends.low + ends.high
        if isWindowed, cut > 0.9 {
            let percent = Int((100 * cut).rounded(.down))
            return "\(percent) % of all values lie at or beyond the ends of data.window; is it the right one?"
        }
        if highest < 128, used > 1 {
            return
                "no value is above \(highest) of 255, and \(used) of 256 levels are used; a narrower data.window would tell more"
        }
        return nil
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
