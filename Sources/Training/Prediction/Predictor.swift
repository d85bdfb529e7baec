import Datasets
import Decomposition
import Experiments
import Models
import Randomness
import Torch

/// The trained model of one strategy, ready to be asked.
///
/// Not `Sendable`: tensors belong to the thread that made them.
public final class Predictor {
    /// What the model was trained by.
    public let strategy: Strategy
    private let run: TrainedRun
    private let device: Device
    /// For `global` the one network, else one a subdomain.
    private let networks: [SingleNetwork]
    private let fusion: SingleNetwork?

    /// Loads what `strategy` needs from the run's folder.
    ///
    /// - Throws: `RunError.notTrained` where the run lacks it; `SafetensorsError` where a file is damaged.
    public init(_ run: TrainedRun, strategy: Strategy, on device: Device = .cpu) throws {
        guard run.strategies.contains(strategy) else {
            throw RunError.notTrained(run.folder.path, strategy, trained: run.strategies)
        }
        (self.run, self.strategy, self.device) = (run, strategy, device)
        let (plan, folder) = (run.plan, run.folder)
        // All weights are read: which ones the networks begin with does not matter.
        let key = RandomKey(seed: 0)
        switch strategy {
        case .global:
            networks = [try plan.globalNetwork(key: key, on: device)]
            fusion = nil
            try folder.global.readWeights(into: networks[0].state)
        case .average, .majority:
            networks = try plan.boxes.indices.map { try plan.localNetwork($0, key: key, on: device) }
            fusion = nil
        case .cnnDNN, .coherent, .transfer:
            let model = try plan.joinedNetwork(key: key, on: device)
            (networks, fusion) = (model.locals, model.fusion)
            switch strategy {
            case .coherent: try folder.coherent.readWeights(into: model.state)
            case .transfer: try folder.transfer.readWeights(into: model.state)
            default: try folder.fusion.readWeights(into: model.fusion.state)
            }
        }
        if [.average, .majority, .cnnDNN].contains(strategy) {
            for (index, network) in networks.enumerated() { try folder.local(index).readWeights(into: network.state) }
        }
    }

    /// What the model says of all samples, a batch at a time: memory does not grow with their number.
    ///
    /// - Parameter explained: whether `without` is worked out too.
    public func predictions(of samples: any SampleSource, explained: Bool = false) throws -> Predictions {
        var all = Predictions(classes: run.classes.count)
        for start in stride(from: 0, to: samples.count, by: 256) {
            let batch = Array(start..<min(start + 256, samples.count))
            let source = try SampleSubset(samples, batch).samples(in: samples.wholeRegion)
            all.append(try predictions(ofBatch: source, explained: explained))
        }
        return all
    }

    private func predictions(ofBatch samples: Samples, explained: Bool) throws -> Predictions {
        let boxes = strategy == .global ? [run.plan.whole] : run.plan.boxes
        let opinions = Opinions(
            logProbabilities: try zip(boxes, networks).map { box, network in
                let reader = BatchReader(
                    samples: samples, box: box, normalization: run.normalization, augmentation: .none,
                    key: RandomKey(seed: 0))
                return try logProbabilities(
                    of: network, on: PictureBatches([reader]), batchSize: run.experiment.training.batchSize,
                    device: device, stop: StopFlag())
            }, labels: samples.labels, classes: run.classes.count)
        var predictions = try fused(opinions)
        guard strategy != .global else { return predictions }
        predictions.opinions = opinions.logProbabilities.map { $0.map(exponential) }
        if explained {
            for index in networks.indices {
                let isDense = fusion != nil
                predictions.without.append(
                    try fused(isDense ? opinions.undecided(index) : opinions.leavingOut(index)))
            }
        }
        return predictions
    }

    private func fused(_ opinions: Opinions) throws -> Predictions {
        switch strategy {
        case .global: return Predictions(opinions.logProbabilities[0], classes: run.classes.count)
        case .average: return Predictions(AverageProbability.logProbabilities(opinions), classes: run.classes.count)
        case .majority:
            var predictions = Predictions(classes: run.classes.count)
            predictions.probabilities = MajorityVote.shares(opinions)
            predictions.decisions = MajorityVote.decisions(opinions)
            return predictions
        case .cnnDNN, .coherent, .transfer:
            guard let fusion else { preconditionFailure("\(strategy.rawValue) without a fusion net") }
            let inputs = VectorBatches(
                opinions.fusionInputs(run.experiment.fusion.input), features: run.plan.fusionShape.channels,
                labels: opinions.labels)
            return Predictions(
                try logProbabilities(
                    of: fusion, on: inputs, batchSize: run.experiment.training.batchSize, device: device,
                    stop: StopFlag()), classes: run.classes.count)
        }
    }
}

extension Opinions {
    /// The others' opinions; all where there is no other.
    fileprivate func leavingOut(_ index: Int) -> Opinions {
        guard logProbabilities.count > 1 else { return self }
        var others = logProbabilities
        others.remove(at: index)
        return Opinions(logProbabilities: others, labels: labels, classes: classes)
    }

    /// The same with local network `index` undecided, all classes alike: a dense net wants an input from each.
    fileprivate func undecided(_ index: Int) -> Opinions {
        var others = logProbabilities
        let undecided = Float(-logarithm(Double(classes)))
        others[index] = [Float](repeating: undecided, count: others[index].count)
        return Opinions(logProbabilities: others, labels: labels, classes: classes)
    }
}
