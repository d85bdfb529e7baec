import Synchronization

/// What a sample is known by wherever it lies: a hash of its shape and its decoded values.
public struct SampleHash: Sendable, Hashable, CustomStringConvertible {
    private let bits: UInt64

    /// Reads 16 hexadecimal digits; nil where the text is anything else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 16, let bits = UInt64(text, radix: 16), text.first != "+" else { return nil }
        self.bits = bits
    }

    /// The hash of `values`, of samples of `shape` with so many channels.
    init(of values: [UInt8], shape: [Int], channels: Int) {
        var hash = ContentHash()
        hash.add(Array("\(shape) \(channels)".utf8))
        hash.add(values)
        bits = hash.short
    }

    /// 16 hexadecimal digits.
    public var description: String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension SampleHash {
    /// Looks for samples of equal values on both sides of a split.
    ///
    /// - Parameters:
    ///   - training: the hashes of the samples that networks learn from.
    ///   - others: those of the samples that accuracy is measured on.
    /// - Returns: how many there are, in words; nil where there are none.
    package static func overlap(of training: some Sequence<SampleHash>, with others: some Sequence<SampleHash>)
        -> String?
    {
        let known = Set(training)
        let (count, equal) = others.reduce((0, 0)) { ($0.0 + 1, $0.1 + (known.contains($1) ? 1 : 0)) }
        return equal == 0
            ? nil
            : "\(equal) of the \(count) samples that accuracy is measured on are equal to training samples, to the last value; "
                + "data.groups keeps together what belongs together"
    }
}

extension SampleSource {
    /// Hashes each sample, on all cores.
    ///
    /// - Parameter progress: told how far it is.
    /// - Returns: the hash of each sample, in their order.
    /// - Throws: `DatasetError` where samples cannot be read.
    public func hashes(_ progress: Dataset.Progress? = nil) throws(DatasetError) -> [SampleHash] {
        let region = wholeRegion
        let found = Mutex([SampleHash?](repeating: nil, count: count))
        try forEachOnAllCores(count, "looking at samples", progress) { index throws(DatasetError) in
            let hash = SampleHash(of: try values(of: index, in: region), shape: shape, channels: channels)
            found.withLock { $0[index] = hash }
        }
        return found.withLock { $0 }.compactMap(\.self)
    }
}
