import Datasets
import Experiments
import Foundation
import Torch

/// The folder of a run, as outside programs know it.
public struct RunFolder: Sendable {
    /// Where it is.
    public let path: String

    var experimentFile: String { path + "/experiment.yaml" }
    var resultsFile: String { path + "/results.json" }

    /// The run folder at `path`, which need not be there yet.
    public init(path: String) {
        self.path = path
    }

    var global: NetworkFolder { NetworkFolder(path: path + "/global") }
    var fusion: NetworkFolder { NetworkFolder(path: path + "/cnn-dnn") }
    var coherent: NetworkFolder { NetworkFolder(path: path + "/coherent") }
    var transfer: NetworkFolder { NetworkFolder(path: path + "/transfer") }
    func local(_ index: Int) -> NetworkFolder { NetworkFolder(path: path + "/local/\(twoDigits(index))") }

    /// Checks that a training with these options may use the folder; changes nothing.
    ///
    /// - Throws: `RunError` where the folder holds a run and should not, or one of another experiment.
    public func check(for experiment: Experiment, mayExist: Bool) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard FileManager.default.fileExists(atPath: experimentFile) else {
            let content = try? FileManager.default.contentsOfDirectory(atPath: path)
            // Another process may be about to put the experiment there, or may have been killed while it did.
            guard content?.allSatisfy(isTemporaryFile) ?? false else { throw RunError.notARun(path) }
            return
        }
        guard mayExist else { throw RunError.exists(path) }
        let stored = try Experiment.load(path: experimentFile)
        let differences = Experiment.differences(stored, experiment)
        guard differences.isEmpty else { throw RunError.otherExperiment(path, differences) }
    }

    /// Makes the folder with what is known before training.
    func begin(_ experiment: Experiment, dataset: Dataset, normalization: Normalization, arguments: [String]) throws {
        try makeFolder(path)
        if !FileManager.default.fileExists(atPath: experimentFile) {
            try replaceFile(at: experimentFile, with: Array(experiment.yaml.utf8))
        }
        try writeJSON(Environment(arguments: arguments), to: path + "/environment.json")
        try writeJSON(DataRecord(dataset.summary, normalization), to: path + "/data.json")
    }

    /// The results so far; nil where there are none.
    public func readResults() throws -> Results? {
        guard let bytes = FileManager.default.contents(atPath: resultsFile) else { return nil }
        do {
            return try JSONDecoder().decode(Results.self, from: bytes)
        } catch {
            throw RunError.damaged(resultsFile, "it is not the results of a run")
        }
    }

    func write(_ results: Results) throws {
        try writeJSON(results, to: resultsFile)
    }

    private func writeJSON(_ value: some Encodable, to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try replaceFile(at: file, with: Array(encoder.encode(value)) + [UInt8(ascii: "\n")])
    }
}

/// What `data.json` holds: the data set in a few words, and how its values are normalised.
struct DataRecord: Codable {
    let format: String
    let classes: [String]
    let shape: [Int]
    let channels: Int
    let samples: [String: Int]
    let mean: [Double]
    let deviation: [Double]

    init(_ summary: DatasetSummary, _ normalization: Normalization) {
        format = summary.format
        classes = summary.classes
        shape = summary.shape
        channels = summary.channels
        samples = Dictionary(summary.parts.map { ($0.name, $0.samples) }) { first, _ in first }
        mean = normalization.mean
        deviation = normalization.deviation
    }
}

/// The number with a zero in front where it has one digit, as in `local/03`.
func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

extension Experiment {
    /// The lines of the two experiments' files that differ, by their keys.
    static func differences(_ a: Experiment, _ b: Experiment) -> [String] {
        let (a, b) = (a.keyedLines, b.keyedLines)
        return Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
    }

    /// The text of each value of the file, by its key path.
    private var keyedLines: [String: String] {
        var path: [(indentation: Int, key: String)] = []
        var lines: [String: String] = [:]
        for line in yaml.split(separator: "\n") {
            let text = line.drop { $0 == " " }
            let indentation = line.count - text.count
            // An element of a list belongs to the key above it.
            if !text.hasPrefix("- ") {
                path.removeAll { $0.indentation >= indentation }
                path.append((indentation, String(text.prefix { $0 != ":" })))
            }
            lines[path.map(\.key).joined(separator: "."), default: ""] += text
        }
        return lines
    }
}
