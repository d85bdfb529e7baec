import Foundation
import TesseraDatasets
import TesseraExperiments
import TesseraFiles
import TesseraTorch
import TesseraTraining

/// The folder of a run, as outside programs know it.
public struct RunFolder: Sendable {
    /// Where it is.
    public let path: String
    /// The strategies that its run may have.
    public let strategies: StrategyRegistry

    package var experimentFile: String { path + "/experiment.yaml" }
    package var resultsFile: String { path + "/results.json" }
    package var dataFile: String { path + "/data.json" }
    package var environmentFile: String { path + "/environment.json" }

    /// Whether there is a run in it.
    public var isBegun: Bool { FileManager.default.fileExists(atPath: experimentFile) }

    private var isFolder: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The run folder at `path`, which need not be there yet.
    ///
    /// - Parameters:
    ///   - path: where it is, or will be.
    ///   - strategies: those that its run may have.
    public init(path: String, strategies: StrategyRegistry) {
        (self.path, self.strategies) = (path, strategies)
    }

    /// The folder of a network.
    package func network(_ network: NetworkID) -> NetworkFolder { NetworkFolder(path: path(of: network)) }

    /// Copies a network's trained weights into `state`.
    ///
    /// - Throws: `FileError`, `SafetensorsError`, `DamagedFile` where its file is missing or damaged.
    public func readWeights(of id: NetworkID, into state: [NamedTensor]) throws {
        try network(id).readWeights(into: state)
    }

    /// Where a network is kept.
    public func path(of network: NetworkID) -> String { "\(path)/\(network.folder)" }

    /// Checks that a training with these options may use the folder; changes nothing.
    ///
    /// - Throws: `RunError` where the folder holds a run and should not, or one of another experiment.
    public func check(for experiment: Experiment, mayExist: Bool) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard isBegun else {
            // Another process may be about to put the experiment there, or may have been killed while it did; or it has
            // just put it there.
            let isEmpty = isFolder && fileNames(in: path).allSatisfy { isTemporaryFile($0) || $0 == ".lock" }
            guard isEmpty || isBegun else { throw RunError.notARun(path) }
            return
        }
        guard mayExist else { throw RunError.exists(path) }
        let stored = try readExperiment()
        let hindrances = experiment.hindrances(resuming: stored)
        guard hindrances.isEmpty else { throw RunError.otherExperiment(path, hindrances) }
    }

    /// Checks that a training on these data may use the folder; changes nothing.
    ///
    /// - Throws: `RunError` where the folder holds a run on other data: half of its networks would be of either.
    package func check(for data: DataRecord) throws {
        guard let stored = try readData() else { return }
        guard stored.start == data.start else {
            throw RunError.setting(
                "network.weights: \(path) holds a run whose networks began with another file; resume with that, or choose "
                    + "another --output")
        }
        guard stored.isSame(as: data) else { throw RunError.otherData(path) }
    }

    /// Makes the folder with what is known before training.
    ///
    /// - Parameters:
    ///   - experiment: what is trained.
    ///   - data: what is known of the data.
    ///   - environment: where and with what it is trained; nil: nothing is, what is there stays.
    /// - Throws: `RunError` where the folder holds a run on other data; it is left as it was. `DamagedFile` where its
    ///   record of the data is damaged; `FileError`.
    package func begin(_ experiment: Experiment, _ data: DataRecord, _ environment: Environment?) throws {
        try makeFolder(path)
        try check(for: data)
        if !holds(experiment) {
            try replaceFile(at: experimentFile, with: Array(experiment.yaml.utf8))
        }
        if try readData() != data { try writeJSON(data, to: dataFile) }
        if let environment { try writeJSON(environment, to: environmentFile) }
    }

    /// Whether its experiment is this one, to the letter.
    package func holds(_ experiment: Experiment) -> Bool { readableText(at: experimentFile) == experiment.yaml }

    /// What is known of the data; nil where nothing has been trained.
    package func readData() throws -> DataRecord? {
        let advice = "it is no record of a run's data; remove it, it is made again with --resume"
        let data: DataRecord? = try readJSON(dataFile, advice)
        if let mistake = data?.mistake { throw DamagedFile(dataFile, "\(mistake): \(advice)") }
        return data
    }

    /// The results so far; nil where there are none.
    public func readResults() throws -> Results? {
        let advice = "it does not hold the results of a run; remove it, they are made again with --resume"
        let results: Results? = try readJSON(resultsFile, advice)
        if let mistake = results?.mistake { throw DamagedFile(resultsFile, "\(mistake): \(advice)") }
        return results
    }

    package func write(_ results: Results) throws {
        var results = results
        results.version = 2
        try writeJSON(results, to: resultsFile)
    }

    private func readJSON<Value: Decodable>(_ file: String, _ advice: String) throws -> Value? {
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        let bytes = try readFile(at: file)
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(bytes)) else {
            throw DamagedFile(file, advice)
        }
        return value
    }

    package func writeJSON(_ value: some Encodable, to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try replaceFile(at: file, with: Array(encoder.encode(value)) + [UInt8(ascii: "\n")])
    }
}
