import Foundation
import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraNetworks
import TesseraRandomness
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// A strategy's net on the opinions of frozen local networks (arXiv 2408.14442, section 2.1).
extension ExperimentRun {
    /// The net, trained on the local networks' opinions on the training samples; with folds, on those of networks that
    /// were not trained on the sample; with a share kept for it, on that.
    package func trainNet(of method: any StrategyMethod, as id: NetworkID, on locals: [TrainedNetwork]) throws
        -> TrainedNetwork
    {
        let store = folder.network(id)
        let own = sources { part in opinions(locals, part).map(batches) }
        let folded = foldedOpinions(locals).map(batches)
        var sources = own
        sources[.training] = folded ?? (keptForFusion.isEmpty ? own[.training] : own[.training]?.only(keptForFusion))
        return try workers.map(1, threads: experiment.training.threads[id.stage]) { [sources] _, worker in
            let network = try trained(id, in: store, on: sources, on: worker) { device, key in
                let net = try method.madeNet(plan, key: key, on: device)
                try method.beginAsMean(net, plan, key: key) { index in
                    let local = try plan.localNetwork(index, key: key, on: .cpu)
                    try folder.readWeights(of: .local(index), into: local.state)
                    return local
                }
                return net
            }
            let learntFromOthers = folded != nil || !keptForFusion.isEmpty
            guard learntFromOthers || experiment.evaluate.mirror, let training = own[.training] else { return network }
            // What counts is the model as it is used: on the opinions of the networks that were trained on all samples.
            let model = try method.madeNet(plan, key: id.key(of: key), on: worker.device)
            try store.readWeights(into: model.state)
            var opinions = network.opinions
            func asked(_ source: VectorBatches) throws -> [Float] {
                try logProbabilities(
                    of: model, on: source, batchSize: experiment.training.batchSize, device: worker.device, stop: stop)
            }
            if learntFromOthers { opinions[.training] = try asked(training) }
            for (part, values) in opinions {
                guard let mirrored = self.opinions(locals, part, mirrored: true) else { continue }
                opinions[part] = averagedProbabilities(values, try asked(batches(mirrored)))
            }
            return TrainedNetwork(
                opinions: opinions, seconds: network.seconds, epochs: network.epochs, hasLearnt: network.hasLearnt)
        }[0]
    }

    private func batches(_ opinions: Opinions) -> VectorBatches {
        VectorBatches(
            opinions.fusionInputs(experiment.fusion.input), features: plan.fusionShape.channels,
            labels: opinions.labels)
    }

    private func foldedOpinions(_ locals: [TrainedNetwork]) -> Opinions? {
        let folded = locals.compactMap(\.folded)
        guard !folded.isEmpty else { return nil }
        return Opinions(
            logProbabilities: folded.map(\.logProbabilities), labels: dataset.training.labels, classes: classes)
    }
}
