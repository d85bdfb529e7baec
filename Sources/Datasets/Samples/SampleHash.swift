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
