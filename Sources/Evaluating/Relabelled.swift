import TesseraDatasets

/// Samples of another data set under a run's numbers of the classes.
package struct Relabelled: SampleSource {
    private let base: any SampleSource
    package let labels: [Int]

    package init(_ base: any SampleSource, _ numbers: [Int]) {
        (self.base, labels) = (base, numbers.isEmpty ? [] : base.labels.map { numbers[$0] })
    }

    package var shape: [Int] { base.shape }
    package var channels: Int { base.channels }
    package func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        try base.values(of: index, in: region)
    }
    package func name(of index: Int) -> String { base.name(of: index) }
}
