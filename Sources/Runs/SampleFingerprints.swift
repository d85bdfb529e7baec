import TesseraDatasets
import TesseraTraining

/// What `samples.csv` holds: the hash of each of a run's samples and its part, by which the run knows them wherever
/// they lie, whatever they are called by then.
public struct SampleFingerprints: Sendable, Hashable {
    private struct Line: Sendable, Hashable {
        let part: DataPart
        package let hash: SampleHash
    }

    private let lines: [Line]

    /// Those of the samples of some parts, read on all cores.
    ///
    /// - Throws: `DatasetError` where samples cannot be read.
    package init(_ parts: [(part: DataPart, samples: any SampleSource)], progress: Dataset.Progress? = nil)
        throws(DatasetError)
    {
        var lines: [Line] = []
        for (part, samples) in parts { lines += try samples.hashes(progress).map { Line(part: part, hash: $0) } }
        self.lines = lines
    }

    /// Of each sample, in the parts' order.
    package var hashes: [SampleHash] { lines.map(\.hash) }

    /// That samples of equal values are on both sides of the split, in words; nil where none are.
    package var overlap: String? {
        SampleHash.overlap(
            of: lines.lazy.filter { $0.part.isTraining }.map(\.hash),
            with: lines.lazy.filter { !$0.part.isTraining }.map(\.hash))
    }

    /// How many samples the run has.
    public var count: Int { lines.count }

    /// How many samples the run has in a part.
    public func count(of part: DataPart) -> Int { lines.count { $0.part == part } }

    /// The part of each sample with these hashes.
    ///
    /// Where equal samples are in several parts, each part gets as many as it has, the training part first.
    public func recognized(_ hashes: [SampleHash]) -> RecognizedSamples {
        let known = Dictionary(grouping: lines, by: \.hash).mapValues { lines in
            DataPart.allCases.flatMap { part in lines.filter { $0.part == part }.map(\.part) }
        }
        var left = known
        let parts = hashes.map { hash -> DataPart? in
            if let part = left[hash]?.first {
                left[hash]?.removeFirst()
                return part
            }
            return known[hash]?.first
        }
        return RecognizedSamples(
            parts: parts, areTrainedOn: hashes.map { known[$0]?.first?.isTraining ?? false },
            isWhole: hashes.count == count && left.values.allSatisfy(\.isEmpty))
    }

    /// Whether other ones are those of the same samples in the same parts, in whatever order; the holdout is a share of
    /// the training part.
    package func isSame(as other: SampleFingerprints) -> Bool { counts == other.counts }

    /// Whether samples with these hashes are a part of the run, in whatever order; the holdout counts as training.
    package func isPart(_ part: DataPart, _ hashes: [SampleHash]) -> Bool {
        func counts(_ hashes: [SampleHash]) -> [SampleHash: Int] {
            hashes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        let own = lines.filter { $0.part == part || part == .training && $0.part.isTraining }
        return own.count == hashes.count && counts(own.map(\.hash)) == counts(hashes)
    }

    private var counts: [Line: Int] {
        lines.reduce(into: [:]) { counts, line in
            counts[Line(part: line.part.isTraining ? .training : line.part, hash: line.hash), default: 0] += 1
        }
    }
}

extension SampleFingerprints {
    private static var header: String { "part,hash" }

    /// The whole of `samples.csv`: a line a sample.
    package var csv: String {
        ([Self.header] + lines.map { "\($0.part.rawValue),\($0.hash)" }).joined(separator: "\n") + "\n"
    }

    /// Reads what `csv` wrote; nil where it is anything else.
    package init?(csv: String) {
        let rows = csv.split(separator: "\n")
        guard rows.first == Self.header[...] else { return nil }
        var lines: [Line] = []
        for row in rows.dropFirst() {
            let fields = row.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == 2, let part = DataPart(rawValue: String(fields[0])), let hash = SampleHash(fields[1])
            else { return nil }
            lines.append(Line(part: part, hash: hash))
        }
        self.lines = lines
    }
}

/// What some samples are to a run.
public struct RecognizedSamples: Sendable {
    /// The part of each; nil where it is none of the run's.
    public let parts: [DataPart?]
    /// Whether each has the values of a sample of the run's training part, whichever part it is in itself.
    public let areTrainedOn: [Bool]
    /// Whether they are all of the run's samples, and no others.
    public let isWhole: Bool

    /// Whether each is one of the run's.
    public var areAllKnown: Bool { parts.allSatisfy { $0 != nil } }

    /// The numbers of those in a part, ascending.
    public func indices(of part: DataPart) -> [Int] { parts.indices.filter { parts[$0] == part } }
}
