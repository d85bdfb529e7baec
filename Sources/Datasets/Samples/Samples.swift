/// Labelled pictures or volumes of one size, as bytes: what training reads, in the form that is smallest in memory.
///
/// Copies share their bytes, so handing samples to many workers costs nothing.
public struct Samples: Sendable {
    /// The length of each spatial axis, in pixels: `[rows, columns]` for images, three lengths for volumes.
    public let shape: [Int]

    /// The values per pixel: 1 for grey, 3 for red, green, blue.
    public let channels: Int

    /// What is kept of each sample; all of it, unless something else is said.
    public let region: Region

    /// The kept values, 0 to 255: sample by sample, within it row-major over the kept coordinates, channels last.
    public let bytes: [UInt8]

    /// The class of each sample, an index of `Dataset.classes`.
    public let labels: [Int]

    /// Samples of `shape` and `channels`; `bytes` must hold `labels.count` of them, of each what
    /// lies in `region`, by default all.
    public init(shape: [Int], channels: Int, bytes: [UInt8], labels: [Int], region: Region? = nil) {
        precondition(
            !shape.isEmpty && shape.allSatisfy { $0 > 0 } && channels > 0,
            "samples of shape \(shape) with \(channels) channels; each axis needs at least one pixel and channel")
        let region = region ?? Region(of: shape)
        precondition(region.axes.count == shape.count, "a region of \(region.axes.count) axes in samples of \(shape)")
        let expected = region.count * channels * labels.count
        precondition(
            bytes.count == expected,
            "\(bytes.count) bytes for \(labels.count) samples of shape \(shape) x \(channels); expected \(expected)")
        self.shape = shape
        self.channels = channels
        self.region = region
        self.bytes = bytes
        self.labels = labels
    }

    /// The number of kept values of one sample, all channels counted.
    public var sampleSize: Int { region.count * channels }
}

extension Samples: SampleSource {
    /// The values of sample `index` in `region`, which must lie in what is kept.
    public func values(of index: Int, in region: Region) -> [UInt8] {
        let values = Array(bytes[index * sampleSize..<(index + 1) * sampleSize])
        guard region != self.region else { return values }
        precondition(self.region.isAll(of: shape), "a part of samples of which only a part is kept")
        return region.cut(values, of: shape.map { 0..<$0 }, channels: channels)
    }

    /// Its number: nobody knows where it came from.
    public func name(of index: Int) -> String { "sample \(index)" }

    /// The samples themselves: they are in memory already, and leaving something out would cost another copy.
    public func samples(in region: Region) -> Samples { self }
}
