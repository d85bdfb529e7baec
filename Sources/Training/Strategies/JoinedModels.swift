import Experiments
import Models
import Randomness
import Torch

/// Local networks and dense net as one model (arXiv 2408.14442, sections 2.1 and 2.2).
extension ExperimentRun {
    /// CNN-DNN-coherent: the one model trained from scratch.
    func trainCoherent() throws -> StrategyResult {
        let network = try trainJoined(.coherent)
        return result(
            .coherent, network.opinions, seconds: network.seconds, parallelSeconds: network.seconds,
            epochs: network.epochs, learnt: network.hasLearnt)
    }

    /// CNN-DNN-transfer: the one model begun from the local networks' weights.
    func trainTransfer(after locals: [TrainedNetwork]) throws -> StrategyResult {
        let startsFromFusion = experiment.fusion.initial == .cnnDNN
        let before =
            startsFromFusion
            ? (
                fusion: try trainFusion(on: locals).seconds, locals: locals.secondsWithFolds,
                slowest: locals.parallelSecondsWithFolds, passes: locals.foldPasses
            )
            : (fusion: 0, locals: locals.seconds, slowest: locals.parallelSeconds, passes: 0)
        let network = try trainJoined(.transfer)
        return result(
            .transfer, network.opinions, seconds: before.locals + before.fusion + network.seconds,
            parallelSeconds: before.slowest + before.fusion + network.seconds,
            epochs: locals.epochs + network.epochs, foldPasses: before.passes, learnt: network.hasLearnt)
    }

    /// The one model, by this process or all of a cluster.
    func trainJoined(_ id: NetworkID) throws -> TrainedNetwork {
        guard cluster.count == 1 else { return try trainSpread(id) }
        let threads = experiment.training.threads[id.stage]
        return try workers.map(1, threads: threads) { _, worker in
            let crew = try crew(of: worker, networks: boxes.count, threads: threads)
            return try trained(id, in: folder.network(id), on: pictures(boxes, crew: crew), on: worker) {
                let model = try plan.joinedNetwork(key: $1, on: $0, crew: crew)
                try initialize(model.locals.enumerated().map { ($0, $1) }, model.fusion, of: id)
                return model
            }
        }[0]
    }

    /// Trains as many local networks of one model at once as the cores are for that train them alone; a GPU takes one
    /// stream.
    func crew(of worker: Worker, networks: Int, threads: Int) throws -> Crew {
        guard worker.device == .cpu else { return .alone }
        let cores = workers.count * experiment.training.threads.local
        return try Crew(min(max(1, cores / threads), networks), threads: threads)
    }

    /// The transfer model begins from weights that are trained; the coherent one from those it has.
    func initialize(
        _ locals: [(subdomain: Int, network: SingleNetwork)], _ fusion: SingleNetwork?, of id: NetworkID
    ) throws {
        guard id == .transfer else { return }
        for local in locals { try folder.network(.local(local.subdomain)).readWeights(into: local.network.state) }
        if experiment.fusion.initial == .cnnDNN, let fusion {
            try folder.network(.fusion).readWeights(into: fusion.state)
        }
    }
}
