import Foundation
import TesseraExperiments
import TesseraFiles
import TesseraTraining

/// What a run's folder tells of one network, trained or not.
public struct NetworkRecord: Sendable {
    /// Which it is.
    public let id: NetworkID
    /// What messages call it, such as `local 03`.
    public var name: String { id.description }
    /// What it was trained as.
    public var stage: Stage { id.stage }
    /// Its epochs so far.
    public let history: [EpochRecord]
    /// When it was trained, in order; empty in runs that did not write it down.
    public let spans: [TrainingSpan]
}

extension RunFolder {
    /// The stages that its run may have, in the order in which they are trained.
    public var stages: [Stage] { strategies.strategies.stages }

    /// The networks that have at least one epoch, in the order in which a run trains them.
    ///
    /// - Parameter subdomains: the number of local networks.
    /// - Returns: a record of each whose history can be read, those of folds left out.
    public func networks(subdomains: Int) -> [NetworkRecord] {
        stages.flatMap { NetworkID.all(of: $0, subdomains: subdomains) }.compactMap { id in
            let folder = network(id)
            guard let history = folder.readableHistory, !history.isEmpty else { return nil }
            return NetworkRecord(id: id, history: history, spans: folder.spans)
        }
    }

    /// The experiment, with every value in force.
    ///
    /// - Throws: `RunError` where the folder holds no run; `ExperimentError`.
    public func readExperiment() throws -> Experiment {
        guard isBegun else { throw RunError.noRun(path) }
        // Not a pipe that nobody writes to: only regular files are read.
        _ = try ReadableFile(experimentFile)
        return try Experiment.load(ofRun: experimentFile, knowing: strategies.strategies)
    }

    /// Where and with what the run was made, in the words of `environment.json`, by their names; empty where it cannot
    /// be read.
    public var environment: [(name: String, value: String)] {
        readEnvironment()?.words ?? []
    }

    package func readEnvironment() -> Environment? {
        (try? readFile(at: environmentFile)).flatMap {
            try? JSONDecoder().decode(Environment.self, from: Data($0))
        }
    }
}
