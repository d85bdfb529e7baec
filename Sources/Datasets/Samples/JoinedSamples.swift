/// The samples of several sources, one source after the other.
public struct JoinedSamples: SampleSource {
    private let sources: [any SampleSource]
    /// Where each source's samples begin.
    private let starts: [Int]
    /// The class of each.
    public let labels: [Int]

    /// The samples of `sources`, at least one, which must agree in shape and channels.
    public init(_ sources: [any SampleSource]) {
        precondition(!sources.isEmpty, "samples of no source")
        precondition(
            sources.allSatisfy { $0.shape == sources[0].shape && $0.channels == sources[0].channels },
            "samples of different shapes")
        self.sources = sources
        var starts: [Int] = []
        var labels: [Int] = []
        for source in sources {
            starts.append(labels.count)
            labels += source.labels
        }
        (self.starts, self.labels) = (starts, labels)
    }

    /// That of all sources.
    public var shape: [Int] { sources[0].shape }
    /// Those of all sources.
    public var channels: Int { sources[0].channels }

    /// What the sample's source says of it.
    public func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        let (source, own) = place(of: index)
        return try source.values(of: own, in: region)
    }

    /// What the sample's source calls it.
    public func name(of index: Int) -> String {
        let (source, own) = place(of: index)
        return source.name(of: own)
    }

    private func place(of index: Int) -> (any SampleSource, Int) {
        // Sources without samples begin where the next one does.
        let number = starts.lastIndex { $0 <= index } ?? 0
        return (sources[number], index - starts[number])
    }
}
