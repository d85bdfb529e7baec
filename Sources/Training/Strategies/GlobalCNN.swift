import Cluster
import Experiments
import Models

/// The global CNN: one network of full width on whole pictures, the benchmark (arXiv 2408.14442, section 2.1).
extension ExperimentRun {
    /// - Parameter team: the processes that share its batches; this one alone by default.
    func trainGlobalNetwork(in team: Cluster = .alone) throws -> TrainedNetwork {
        try workers.map(1, threads: experiment.training.threads.global) { _, worker in
            try trained(.global, box: plan.whole, samples: samples, on: worker, by: team) {
                try plan.globalNetwork(key: $1, on: $0)
            }
        }[0]
    }

    func global(_ network: TrainedNetwork) -> StrategyResult {
        result(
            .global, network.opinions, seconds: network.seconds, parallelSeconds: network.seconds,
            epochs: network.epochs, learnt: network.hasLearnt)
    }
}
