/// Samples some of which belong together.
struct GroupedSamples: SampleSource {
    private let base: any SampleSource
    /// The group of each sample, a number; samples that belong to none have one of their own.
    let groups: [Int]?

    /// Samples of these groups.
    init(_ base: any SampleSource, _ names: [String?]) {
        precondition(names.count == base.count, "\(names.count) groups of \(base.count) samples")
        var numbers: [String: Int] = [:]
        var next = 0
        groups = names.map { name in
            if let name, let number = numbers[name] { return number }
            defer { next += 1 }
            if let name { numbers[name] = next }
            return next
        }
        self.base = base
    }

    var shape: [Int] { base.shape }
    var channels: Int { base.channels }
    var labels: [Int] { base.labels }

    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        try base.values(of: index, in: region)
    }

    func name(of index: Int) -> String { base.name(of: index) }

    func samples(in region: Region) throws(DatasetError) -> Samples { try base.samples(in: region) }
}
