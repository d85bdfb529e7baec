import TesseraCluster
import TesseraExperiments
import TesseraModels
import TesseraRuns
import TesseraTraining

/// A network on whole pictures.
extension ExperimentRun {
    /// Trains a network on whole pictures, or finds it trained.
    ///
    /// - Parameters:
    ///   - id: which it is.
    ///   - team: the processes that share its batches; this one alone by default.
    /// - Returns: its opinions on all parts, and what its training took.
    /// - Throws: what training a network throws; `ThreadError`.
    package func trainWhole(_ id: NetworkID, in team: Cluster = .alone) throws -> TrainedNetwork {
        try workers.map(1, threads: experiment.training.threads[id.stage]) { _, worker in
            try trained(id, view: plan.whole, samples: samples, on: worker, by: team) {
                try plan.globalNetwork(key: $1, on: $0)
            }
        }[0]
    }
}
