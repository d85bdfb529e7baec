import Synchronization

/// Samples in memory, and what they were shrunk to: once for all who ask, as long as these samples are there.
///
/// Shrunk samples take less memory than the samples themselves, so who holds the one can hold the other.
public final class PyramidSamples: SampleSource {
    private let base: Samples
    /// By the lengths of their axes.
    private let kept = Mutex<[[Int]: Samples]>([:])

    /// Samples that keep what they are shrunk to.
    public init(_ base: Samples) { self.base = base }

    /// That of the samples.
    public var shape: [Int] { base.shape }
    /// Those of the samples.
    public var channels: Int { base.channels }
    /// Those of the samples.
    public var labels: [Int] { base.labels }

    /// The samples' values.
    public func values(of index: Int, in region: Region) -> [UInt8] { base.values(of: index, in: region) }

    /// What the samples call it.
    public func name(of index: Int) -> String { base.name(of: index) }

    /// The samples themselves.
    public func samples(in region: Region) -> Samples { base.samples(in: region) }

    /// Shrinks all of them where nobody has asked before.
    public func shrunk(to picture: [Int]) -> any SampleSource {
        guard picture != shape else { return self }
        // Whoever asks meanwhile waits: it is the same work.
        return kept.withLock { kept in
            if let samples = kept[picture] { return samples }
            let shrunk = ShrunkSamples(base: base, shape: picture)
            // Samples in memory can be read.
            guard let samples = try? shrunk.samples(in: shrunk.wholeRegion) else { return shrunk }
            kept[picture] = samples
            return samples
        }
    }
}
