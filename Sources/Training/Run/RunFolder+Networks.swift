import Experiments
import Foundation

/// What a run's folder tells of one network, trained or not.
public struct NetworkRecord: Sendable {
    /// What messages call it, such as `local 03`.
    public let name: String
    /// What it was trained as.
    public let stage: Stage
    /// Its epochs so far.
    public let history: [EpochRecord]
    /// When it was trained, in order; empty in runs that did not write it down.
    public let spans: [TrainingSpan]
}

extension RunFolder {
    /// The networks that have at least one epoch, in the order in which a run trains them.
    ///
    /// - Parameter subdomains: the number of local networks.
    public func networks(subdomains: Int) -> [NetworkRecord] {
        let all: [(String, Stage, NetworkFolder)] =
            [("global", .global, global)]
            + (0..<subdomains).map { ("local \(twoDigits($0))", .local, local($0)) }
            + [("cnn-dnn", .cnnDNN, fusion), ("coherent", .coherent, coherent), ("transfer", .transfer, transfer)]
        return all.compactMap { name, stage, folder in
            guard let history = folder.readableHistory, !history.isEmpty else { return nil }
            return NetworkRecord(name: name, stage: stage, history: history, spans: folder.spans)
        }
    }

    /// The experiment, with every value in force.
    ///
    /// - Throws: `RunError` where the folder holds no run; `ExperimentError`.
    public func readExperiment() throws -> Experiment {
        guard FileManager.default.fileExists(atPath: experimentFile) else { throw RunError.noRun(path) }
        return try Experiment.load(path: experimentFile)
    }

    /// Where and with what the run was made, in the words of `environment.json`, by their names; empty where it cannot
    /// be read.
    public var environment: [(name: String, value: String)] {
        let bytes = FileManager.default.contents(atPath: path + "/environment.json")
        guard let made = bytes.flatMap({ try? JSONDecoder().decode(Environment.self, from: $0) }) else { return [] }
        return made.words
    }
}
