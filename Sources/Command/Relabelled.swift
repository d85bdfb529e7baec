import Datasets

/// Samples of another data set under a run's numbers of the classes.
struct Relabelled: SampleSource {
    private let base: any SampleSource
    let labels: [Int]

    init(_ base: any SampleSource, _ numbers: [Int]) {
        (self.base, labels) = (base, numbers.isEmpty ? [] : base.labels.map { numbers[$0] })
    }

    var shape: [Int] { base.shape }
    var channels: Int { base.channels }
    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        try base.values(of: index, in: region)
    }
    func name(of index: Int) -> String { base.name(of: index) }
}
