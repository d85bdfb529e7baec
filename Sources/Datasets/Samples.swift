/// Labelled pictures or volumes of one size, as bytes: what training reads, in the form that is smallest in memory.
///
/// Copies share their bytes, so handing samples to many workers costs nothing.
public struct Samples: Sendable {
    /// The length of each spatial axis, in pixels: `[rows, columns]` for images, three lengths for volumes.
    public let shape: [Int]

    /// The values per pixel: 1 for grey, 3 for red, green, blue.
    public let channels: Int

    /// All values, 0 to 255: sample by sample, within it row-major over the spatial axes, channels last.
    public let bytes: [UInt8]

    /// The class of each sample, an index of `Dataset.classes`.
    public let labels: [Int]

    /// Samples of `shape` and `channels`; `bytes` must hold `labels.count` of them.
    public init(shape: [Int], channels: Int, bytes: [UInt8], labels: [Int]) {
        precondition(
            !shape.isEmpty && shape.allSatisfy { $0 > 0 } && channels > 0,
            "samples of shape \(shape) with \(channels) channels; each axis needs at least one pixel and channel")
        let expected = shape.reduce(channels, *) * labels.count
        precondition(
            bytes.count == expected,
            "\(bytes.count) bytes for \(labels.count) samples of shape \(shape) x \(channels); expected \(expected)")
        self.shape = shape
        self.channels = channels
        self.bytes = bytes
        self.labels = labels
    }

    /// The number of samples.
    public var count: Int { labels.count }

    /// The number of values of one sample, all channels counted.
    public var sampleSize: Int { shape.reduce(channels, *) }
}
