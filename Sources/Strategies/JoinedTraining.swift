import TesseraExperiments
import TesseraModels
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// Local networks and net as one model (arXiv 2408.14442, sections 2.1 and 2.2).
extension ExperimentRun {
    /// The one model, by this process or all of a cluster.
    package func trainJoined(_ method: any StrategyMethod, as id: NetworkID) throws -> TrainedNetwork {
        guard cluster.count == 1 else { return try trainSpread(method, as: id) }
        let threads = experiment.training.threads[id.stage]
        return try workers.map(1, threads: threads) { _, worker in
            let crew = try crew(of: worker, networks: views.count, threads: threads)
            return try trained(id, in: folder.network(id), on: pictures(views, crew: crew), on: worker) {
                let model = try plan.joinedNetwork(of: method, key: $1, on: $0, crew: crew)
                try method.begin(
                    model.locals.enumerated().map { ($0, $1) }, model.fusion, from: folder, experiment)
                return model
            }
        }[0]
    }

    /// Trains as many local networks of one model at once as the cores are for that train them alone; a GPU takes one
    /// stream.
    package func crew(of worker: Worker, networks: Int, threads: Int) throws -> Crew {
        guard worker.device == .cpu else { return .alone }
        let cores = workers.count * experiment.training.threads.local
        return try Crew(min(max(1, cores / threads), networks), threads: threads)
    }
}
