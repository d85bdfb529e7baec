import Foundation
import TesseraCluster
import TesseraDatasets
import TesseraExperiments
import TesseraRuns
import TesseraTorch
import TesseraTraining

extension Cluster {
    /// Makes sure that all processes are of one version, and have the same experiment and data.
    ///
    /// - Throws: `RunError.processesDiffer`, in all of them.
    package func agree(on experiment: Experiment, _ dataset: Dataset) throws {
        let facts = [
            "version (tessera \(tesseraVersion), libtorch \(Runtime.version))", "experiment\n\(experiment.yaml)",
            "data \(try dataset.summary.words)",
        ]
        let all = try gathered([ProcessInfo.processInfo.hostName] + facts)
        let difference = try shared { () -> String? in
            for (rank, others) in all.enumerated() {
                for (own, other) in zip(facts, others.dropFirst()) where own != other {
                    let what = own.prefix { $0 != " " && $0 != "\n" }
                    return "process \(rank) on \(others[0]) has another \(what) than process 0: "
                        + self.difference(own, other)
                }
            }
            return nil
        }
        if let difference { throw RunError.processesDiffer(difference) }
    }

    /// The first lines in which two texts differ.
    private func difference(_ own: String, _ other: String) -> String {
        let (mine, theirs) = (own.split(separator: "\n"), other.split(separator: "\n"))
        for (a, b) in zip(mine, theirs) where a != b {
            return "\(b.trimmingCharacters(in: .whitespaces)), not \(a.trimmingCharacters(in: .whitespaces))"
        }
        return "\(theirs.count) lines, not \(mine.count)"
    }
}

extension DatasetSummary {
    /// All of it, in a form to compare.
    fileprivate var words: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
