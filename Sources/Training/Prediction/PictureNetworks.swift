import Datasets
import Decomposition
import Experiments
import Foundation
import Models
import Randomness
import Torch

/// The trained networks that see pictures: the global one, or one a subdomain. Strategies that decide by the same ones
/// share them, so that these are asked once.
///
/// Not `Sendable`: tensors belong to the thread that made them.
final class PictureNetworks {
    /// Whose weights the networks have.
    enum Origin: Hashable {
        case global
        /// Each subdomain's own training.
        case locals
        /// The one model of `coherent`, or of `transfer`.
        case coherent, transfer

        init(of strategy: Strategy) {
            switch strategy {
            case .global: self = .global
            case .average, .majority, .cnnDNN: self = .locals
            case .coherent: self = .coherent
            case .transfer: self = .transfer
            }
        }
    }

    private let run: TrainedRun
    private let origin: Origin
    private let device: Device
    private let boxes: [Box]
    private let networks: [SingleNetwork]
    /// The dense net that belongs to them, of one model and of frozen local networks.
    let fusion: SingleNetwork?

    /// Loads the weights from the run's folder.
    ///
    /// - Parameter isFused: whether the dense net on frozen local networks is wanted, too.
    /// - Throws: `SafetensorsError` where a file is missing or damaged.
    init(_ run: TrainedRun, _ origin: Origin, isFused: Bool, on device: Device) throws {
        (self.run, self.origin, self.device) = (run, origin, device)
        let (plan, folder) = (run.plan, run.folder)
        // All weights are read: which ones the networks begin with does not matter.
        let key = RandomKey(seed: 0)
        let parameters = try plan.parameters()
        let locals = parameters.local.reduce(0, +)
        boxes = origin == .global ? [plan.whole] : plan.boxes
        switch origin {
        case .global:
            try folder.network(.global).checkSize(parameters: parameters.global)
            networks = [try plan.globalNetwork(key: key, on: device)]
            fusion = nil
            try folder.network(.global).readWeights(into: networks[0].state)
        case .locals:
            for (index, count) in parameters.local.enumerated() {
                try folder.network(.local(index)).checkSize(parameters: count)
            }
            if isFused { try folder.network(.fusion).checkSize(parameters: parameters.fusion) }
            networks = try plan.boxes.indices.map { try plan.localNetwork($0, key: key, on: device) }
            for (index, network) in networks.enumerated() {
                try folder.network(.local(index)).readWeights(into: network.state)
            }
            fusion = isFused ? try plan.fusionNetwork(key: key, on: device) : nil
            if let fusion { try folder.network(.fusion).readWeights(into: fusion.state) }
        case .coherent, .transfer:
            let folder = folder.network(origin == .coherent ? .coherent : .transfer)
            try folder.checkSize(parameters: locals + parameters.fusion)
            let model = try plan.joinedNetwork(key: key, on: device)
            (networks, fusion) = (model.locals, model.fusion)
            try folder.readWeights(into: model.state)
        }
    }

    /// The tensors under PyTorch's names: the global network's own, else with the parts' prefixes of `JoinedNetwork`.
    var state: [NamedTensor] {
        guard origin != .global else { return networks[0].state }
        return JoinedNetwork.state(networks.enumerated().map { ($0, $1) }, fusion)
    }

    /// What each network thinks of each sample.
    func opinions(on samples: Samples) throws -> Opinions {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let workers = Workers(count: device == .cpu ? cores : 1, devices: [device])
        // Unsafe: tensors belong to one thread, and while these threads ask the networks, each its own, this one waits.
        nonisolated(unsafe) let networks = networks
        let (boxes, run) = (boxes, run)
        // A thread a network rather than all threads on each: they need not wait for each other.
        let opinions = try workers.map(networks.count, threads: max(1, cores / networks.count)) { index, worker in
            let reader = BatchReader(
                samples: samples, box: boxes[index], normalization: run.normalization, augmentation: .none,
                key: RandomKey(seed: 0))
            return try logProbabilities(
                of: networks[index], on: PictureBatches([reader]), batchSize: run.experiment.training.batchSize,
                device: worker.device, stop: StopFlag())
        }
        return Opinions(logProbabilities: opinions, labels: samples.labels, classes: run.classes.count)
    }

    /// The dense net's log-probabilities [samples x classes].
    func fused(_ opinions: Opinions) throws -> [Float] {
        guard let fusion else { preconditionFailure("networks without a dense net") }
        let inputs = VectorBatches(
            opinions.fusionInputs(run.experiment.fusion.input), features: run.plan.fusionShape.channels,
            labels: opinions.labels)
        return try logProbabilities(
            of: fusion, on: inputs, batchSize: run.experiment.training.batchSize, device: device, stop: StopFlag())
    }
}
