import Experiments
import Files
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
        Stage.allCases.flatMap { stage in
            folders(of: stage, subdomains: subdomains).compactMap { name, folder in
                guard let history = folder.readableHistory, !history.isEmpty else { return nil }
                return NetworkRecord(name: name, stage: stage, history: history, spans: folder.spans)
            }
        }
    }

    /// The networks that are trained as `stage`, by what messages call them.
    ///
    /// - Parameter folds: the number of folds whose networks are wanted, too.
    func folders(of stage: Stage, subdomains: Int, folds: Int = 0) -> [(name: String, NetworkFolder)] {
        switch stage {
        case .global: [("global", global)]
        case .local:
            (0..<subdomains).flatMap { index in
                let name = "local \(twoDigits(index))"
                return [(name, local(index))]
                    + (0..<folds).map { ("\(name) fold \($0)", fold($0, ofLocal: index)) }
            }
        case .cnnDNN: [("cnn-dnn", fusion)]
        case .coherent: [("coherent", coherent)]
        case .transfer: [("transfer", transfer)]
        }
    }

    /// The experiment, with every value in force.
    ///
    /// - Throws: `RunError` where the folder holds no run; `ExperimentError`.
    public func readExperiment() throws -> Experiment {
        guard isBegun else { throw RunError.noRun(path) }
        // Not a pipe that nobody writes to: only regular files are read.
        _ = try ReadableFile(experimentFile)
        return try Experiment.load(ofRun: experimentFile)
    }

    /// Where and with what the run was made, in the words of `environment.json`, by their names; empty where it cannot
    /// be read.
    public var environment: [(name: String, value: String)] {
        readEnvironment()?.words ?? []
    }

    func readEnvironment() -> Environment? {
        (try? readFile(at: environmentFile)).flatMap {
            try? JSONDecoder().decode(Environment.self, from: Data($0))
        }
    }
}
