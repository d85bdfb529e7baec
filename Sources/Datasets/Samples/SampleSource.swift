/// Labelled samples where they lie, in memory or in files: the size of each is known, its values are read when asked
/// for.
public protocol SampleSource: Sendable {
    /// The length of each spatial axis, in pixels or voxels.
    var shape: [Int] { get }

    /// The values per pixel.
    var channels: Int { get }

    /// The class of each sample, an index of `Dataset.classes`.
    var labels: [Int] { get }

    /// The group of each sample, for which those of one group stay together wherever samples are divided; nil, the
    /// default, where each is for itself.
    var groups: [Int]? { get }

    /// The values, 0 to 255, of sample `index` in `region`: row-major over the kept coordinates, channels last.
    ///
    /// - Throws: `DatasetError` where its file is not what it should be.
    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8]

    /// What messages call sample `index`, such as its file.
    func name(of index: Int) -> String

    /// All samples in memory, of each what lies in `region`.
    ///
    /// - Throws: `DatasetError` as `values` does; where several samples are bad, one error that names up to 20.
    func samples(in region: Region) throws(DatasetError) -> Samples

    /// The samples brought to axes of these lengths, none longer than its own; themselves where they have them.
    func shrunk(to picture: [Int]) -> any SampleSource
}

extension SampleSource {
    /// Each sample is for itself.
    public var groups: [Int]? { nil }

    /// The number of samples.
    public var count: Int { labels.count }

    /// All of each sample.
    public var wholeRegion: Region { Region(of: shape) }

    /// All samples in memory, read on all cores.
    public func samples(in region: Region) throws(DatasetError) -> Samples {
        let size = region.count * channels
        // All room at once, without values; as Swift's arrays lack typed throws here, the error goes round them.
        var result = Result<Void, DatasetError>.success(())
        // Each sample has its own place in the buffer, so threads never write to the same byte.
        let bytes = [UInt8](unsafeUninitializedCapacity: size * count) { buffer, written in
            nonisolated(unsafe) let target = UnsafeMutableRawBufferPointer(buffer)
            do throws(DatasetError) {
                try forEachOnAllCores(count, "reading", nil) { index throws(DatasetError) in
                    let values = try values(of: index, in: region)
                    precondition(values.count == size, "\(values.count) values of \(name(of: index)), not \(size)")
                    UnsafeMutableRawBufferPointer(rebasing: target[index * size..<(index + 1) * size])
                        .copyBytes(from: values)
                }
                written = size * count
            } catch {
                result = .failure(error)
            }
        }
        try result.get()
        return Samples(shape: shape, channels: channels, bytes: bytes, labels: labels, region: region)
    }
}

/// Some samples of a source.
public struct SampleSubset: SampleSource {
    private let base: any SampleSource
    private let indices: [Int]
    /// The class of each.
    public let labels: [Int]

    /// The samples `indices` of `base`, in that order.
    public init(_ base: any SampleSource, _ indices: [Int]) {
        self.base = base
        self.indices = indices
        labels = indices.map { base.labels[$0] }
    }

    /// Those of the source.
    public var groups: [Int]? { base.groups.map { groups in indices.map { groups[$0] } } }
    /// That of the source.
    public var shape: [Int] { base.shape }
    /// Those of the source.
    public var channels: Int { base.channels }

    /// What the source says of that sample.
    public func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        try base.values(of: indices[index], in: region)
    }

    /// Those of the source.
    public func shrunk(to picture: [Int]) -> any SampleSource {
        picture == shape ? self : SampleSubset(base.shrunk(to: picture), indices)
    }

    /// What the source calls that sample.
    public func name(of index: Int) -> String { base.name(of: indices[index]) }
}
