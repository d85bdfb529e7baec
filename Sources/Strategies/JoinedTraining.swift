import TesseraExperiments
import TesseraModels
import TesseraRandomness
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
                try begin(model.locals.enumerated().map { ($0, $1) }, model.fusion, of: method, key: $1)
                return model
            }
        }[0]
    }

    /// Has parts of one model begin as its method wants them to.
    ///
    /// - Parameters:
    ///   - locals: those of the local networks that this process has.
    ///   - net: the strategy's; nil where another process has it.
    ///   - method: the strategy's.
    ///   - key: what the model's random numbers follow from.
    /// - Throws: `TorchError`; what reading trained weights throws.
    package func begin(
        _ locals: [(subdomain: Int, network: SingleNetwork)], _ net: (any Classifier)?, of method: any StrategyMethod,
        key: RandomKey
    ) throws {
        if let net {
            // As each local network begins, wherever it is: other processes have some of them.
            try method.beginAsMean(net, plan, key: key) { index in
                let local = try plan.localNetwork(index, key: key.derived(index), on: .cpu)
                try method.begin([(index, local)], nil, from: folder, experiment)
                return local
            }
        }
        try method.begin(locals, net, from: folder, experiment)
    }

    /// Trains as many local networks of one model at once as the cores are for that train them alone; a GPU takes one
    /// stream.
    package func crew(of worker: Worker, networks: Int, threads: Int) throws -> Crew {
        guard worker.device == .cpu else { return .alone }
        let cores = workers.count * experiment.training.threads.local
        return try Crew(min(max(1, cores / threads), networks), threads: threads)
    }
}
