import Experiments
import Models
import Randomness
import Torch

/// Local networks and dense net as one model (arXiv 2408.14442, sections 2.1 and 2.2).
extension ExperimentRun {
    /// CNN-DNN-coherent: the one model trained from scratch.
    func trainCoherent() throws -> StrategyResult {
        let network = try trainJoined(.coherent, in: folder.coherent) { _ in }
        return result(
            .coherent, network.opinions, seconds: network.seconds, parallelSeconds: network.seconds,
            epochs: network.epochs)
    }

    /// CNN-DNN-transfer: the one model begun from the local networks' weights.
    func trainTransfer(after locals: [TrainedNetwork]) throws -> StrategyResult {
        let startsFromFusion = experiment.fusion.initial == .cnnDNN
        let fusionSeconds = startsFromFusion ? try trainFusion(on: locals).seconds : 0
        let network = try trainJoined(.transfer, in: folder.transfer) { model in
            for index in boxes.indices {
                try folder.local(index).readWeights(into: model.part(JoinedNetwork.prefix(ofLocal: index)))
            }
            if startsFromFusion { try folder.fusion.readWeights(into: model.part(JoinedNetwork.fusionPrefix)) }
        }
        return result(
            .transfer, network.opinions, seconds: locals.seconds + fusionSeconds + network.seconds,
            parallelSeconds: locals.parallelSeconds + fusionSeconds + network.seconds,
            epochs: locals.epochs + network.epochs)
    }

    private func trainJoined(
        _ stage: Stage, in folder: NetworkFolder, initialize: @escaping @Sendable (JoinedNetwork) throws -> Void
    ) throws -> TrainedNetwork {
        let key = key.derived(stage.rawValue)
        return try workers.map(1, threads: experiment.training.threads[stage]) { _, worker in
            try trained(stage.rawValue, stage: stage, in: folder, on: pictures(boxes), key: key, on: worker) {
                let model = try plan.joinedNetwork(key: key.derived("weights"), on: $0)
                try initialize(model)
                return model
            }
        }[0]
    }
}

extension JoinedNetwork {
    /// The tensors of the part whose names begin with `prefix`, under the names they have without it.
    func part(_ prefix: String) -> [NamedTensor] {
        state.filter { $0.name.hasPrefix(prefix) }.map {
            NamedTensor(String($0.name.dropFirst(prefix.count)), $0.tensor, isTrained: $0.isTrained)
        }
    }
}
