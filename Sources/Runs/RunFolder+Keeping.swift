import Foundation
import TesseraExperiments
import TesseraFiles
import TesseraTorch
import TesseraTraining

extension RunFolder {
    /// Whether it holds the results of every strategy of this experiment, as it is now.
    ///
    /// - Throws: `RunError`, `DamagedFile` and `ExperimentError` where what it holds is damaged.
    public func isDone(_ experiment: Experiment) throws -> Bool {
        guard isBegun, let results = try readResults() else { return false }
        let trained = Set(results.strategies.map(\.strategy))
        return try experiment.givesTheResults(of: readExperiment())
            && experiment.strategies.allSatisfy { trained.contains($0.name) }
    }

    /// The samples in each part of the data, such as `validation`; empty where that is not known.
    public var sampleCounts: [String: Int] { (try? readData())?.samples ?? [:] }

    /// Copies the small files of a finished run to another folder, in the place of what is there: experiment, results,
    /// histories, and what is known of data and machine.
    ///
    /// No weights, and nothing of whose machine it was.
    ///
    /// - Throws: `FileError`, `RunError`; what was there then stays.
    public func keep(as experiment: Experiment, at path: String) throws {
        precondition(path != self.path, "a run cannot be kept in its own place")
        // Made beside its place first: whoever is interrupted has the old one or the new one.
        let kept = RunFolder(path: path + ".part", strategies: strategies)
        try? FileManager.default.removeItem(atPath: kept.path)
        try makeFolder(kept.path)
        for network in networks(subdomains: experiment.decomposition.localNetworks) {
            let folder = kept.path(of: network.id)
            try makeFolder(folder)
            try replaceFile(at: folder + "/history.csv", with: Array(network.history.csv.utf8))
        }
        if var data = try readData() {
            data.path = nil
            try kept.writeJSON(data, to: kept.dataFile)
        }
        if var made = readEnvironment() {
            (made.host, made.arguments) = ("", [])
            try kept.writeJSON(made, to: kept.environmentFile)
        }
        if let results = try readResults() { try kept.write(results) }
        try replaceFile(at: kept.experimentFile, with: Array(experiment.yaml.utf8))
        try replaceFolder(at: path, with: kept.path)
    }
}
