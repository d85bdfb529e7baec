import Foundation
import TesseraDatasets
import TesseraDecomposition
import TesseraExperiments
import TesseraModels
import TesseraRandomness
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// The trained networks that see pictures: the global one, or one a subdomain.
///
/// Strategies that decide by the same ones share them, so that these are asked once.
///
/// Not `Sendable`: tensors belong to the thread that made them.
package final class PictureNetworks {
    /// Whose weights the networks have.
    package enum Origin: Hashable {
        /// The networks' own trainings, a subdomain each.
        case locals
        /// A strategy's own.
        case own(Strategy, Stage)

        package init(of strategy: Strategy) {
            guard strategy.structure != .independent, let stage = strategy.stage else {
                self = .locals
                return
            }
            self = .own(strategy, stage)
        }
    }

    private let run: TrainedRun
    private let views: [View]
    private let networks: [SingleNetwork]
    private let device: Device
    /// Whether they are parts of one model, or would be.
    private let areParts: Bool
    /// The net that belongs to one model.
    package let net: (any Classifier)?

    /// Loads the weights from the run's folder.
    ///
    /// - Throws: `FileError`, `SafetensorsError`, `DamagedFile` where a file is missing or damaged.
    package init(_ run: TrainedRun, _ origin: Origin, on device: Device) throws {
        (self.run, self.device) = (run, device)
        let (plan, folder) = (run.plan, run.folder)
        // All weights are read: which ones the networks begin with does not matter.
        let key = RandomKey(seed: 0)
        switch origin {
        case .locals:
            for (index, count) in try plan.parameters().local.enumerated() {
                try folder.network(.local(index)).checkSize(parameters: count)
            }
            (views, areParts, net) = (plan.views, true, nil)
            networks = try plan.views.indices.map { try plan.localNetwork($0, key: key, on: device) }
            for (index, network) in networks.enumerated() {
                try folder.network(.local(index)).readWeights(into: network.state)
            }
        case .own(let strategy, let stage):
            let method = folder.strategies[strategy]
            let folder = folder.network(.single(stage))
            try folder.checkSize(parameters: plan.parameters(of: method))
            if strategy.structure == .whole {
                let network = try plan.globalNetwork(key: key, on: device)
                try folder.readWeights(into: network.state)
                (views, networks, net, areParts) = ([plan.whole], [network], nil, false)
            } else {
                let model = try plan.joinedNetwork(of: method, key: key, on: device)
                try folder.readWeights(into: model.state)
                (views, networks, net, areParts) = (plan.views, model.locals, model.fusion, true)
            }
        }
    }

    /// The tensors under PyTorch's names.
    ///
    /// - Parameter other: a net on frozen local networks.
    /// - Returns: the global network's own, else the parts' with the prefixes of `JoinedNetwork`.
    package func state(with other: (any Classifier)?) -> [NamedTensor] {
        guard areParts else { return networks[0].state }
        return JoinedNetwork.state(
            networks.enumerated().map { ($0, $1) }, net ?? other, input: run.experiment.fusion.input)
    }

    /// What each network thinks of each sample, or of it mirrored.
    package func opinions(on samples: Samples, mirrored: Bool = false) throws -> Opinions {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let workers = Workers(count: device == .cpu ? cores : 1, devices: [device])
        // Unsafe: tensors belong to one thread, and while these threads ask the networks, each its own, this one waits.
        nonisolated(unsafe) let networks = networks
        let (readers, run) = (try run.readers(of: views, samples), run)
        let asksForFeatures = areParts && run.experiment.fusion.input == .features
        // A thread a network rather than all threads on each: they need not wait for each other.
        let opinions = try workers.map(networks.count, threads: max(1, cores / networks.count)) { index, worker in
            let reader = mirrored ? readers[index].mirrored : readers[index]
            let (network, batches) = (networks[index], PictureBatches([reader]))
            let size = run.experiment.training.batchSize
            guard asksForFeatures else {
                let values = try logProbabilities(
                    of: network, on: batches, batchSize: size, device: worker.device, stop: StopFlag())
                return (logProbabilities: values, features: [Float]())
            }
            return try opinionsAndFeatures(
                of: network, on: batches, batchSize: size, device: worker.device, stop: StopFlag())
        }
        return Opinions(
            logProbabilities: opinions.map(\.logProbabilities),
            features: asksForFeatures ? opinions.map(\.features) : [], labels: samples.labels,
            classes: run.classes.count)
    }
}
