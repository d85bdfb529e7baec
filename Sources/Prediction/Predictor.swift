import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraRandomness
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// The trained models of some strategies of a run, ready to be asked.
///
/// Not `Sendable`: tensors belong to the thread that made them.
public final class Predictor {
    /// What the models were trained by.
    public let strategies: [Strategy]
    private let run: TrainedRun
    private let device: Device
    private let networks: [PictureNetworks.Origin: PictureNetworks]
    /// The nets on frozen local networks.
    private let nets: [Strategy: any Classifier]

    /// Loads what `strategies` need from the run's folder.
    ///
    /// - Throws: `RunError.notTrained` where the run lacks one; `FileError`, `SafetensorsError`, `DamagedFile` where a
    ///   file is missing or damaged.
    public init(_ run: TrainedRun, strategies: [Strategy], on device: Device = .cpu) throws {
        if let missing = strategies.first(where: { !run.strategies.contains($0) }) {
            throw RunError.notTrained(run.folder.path, missing, trained: run.strategies)
        }
        (self.run, self.strategies, self.device) = (run, strategies, device)
        networks = Dictionary(
            uniqueKeysWithValues: try Set(strategies.map(PictureNetworks.Origin.init)).map { origin in
                (origin, try PictureNetworks(run, origin, on: device))
            })
        nets = Dictionary(
            uniqueKeysWithValues: try Set(strategies).compactMap { strategy in
                try run.net(of: strategy, on: device).map { (strategy, $0) }
            })
    }

    /// Loads what one strategy needs.
    public convenience init(_ run: TrainedRun, strategy: Strategy, on device: Device = .cpu) throws {
        try self.init(run, strategies: [strategy], on: device)
    }

    /// What the first strategy's model says of all samples.
    ///
    /// - Parameters:
    ///   - samples: samples of the run's shape and channels.
    ///   - explained: whether `Predictions.without` is worked out too.
    /// - Returns: what it says, in the samples' order.
    /// - Throws: `DatasetError` where samples cannot be read; `TorchError`; `ThreadError`.
    public func predictions(of samples: any SampleSource, explained: Bool = false) throws -> Predictions {
        try predictionsOfAll(of: samples, explained: explained)[0]
    }

    /// What each strategy's model says of all samples.
    ///
    /// Samples are read once, a few hundred or 256 MiB of them at a time.
    ///
    /// - Parameters:
    ///   - samples: samples of the run's shape and channels.
    ///   - explained: whether `Predictions.without` is worked out too.
    ///   - progress: is told the number of samples done.
    /// - Returns: what each says, in the order of `strategies`.
    /// - Throws: `DatasetError` where samples cannot be read; `TorchError`; `ThreadError`.
    public func predictionsOfAll(
        of samples: any SampleSource, explained: Bool = false, progress: (Int) -> Void = { _ in }
    ) throws -> [Predictions] {
        var all = strategies.map { _ in Predictions(classes: run.classes.count) }
        let chunk = Self.chunk(
            ofBytes: samples.shape.reduce(samples.channels, *), batch: run.experiment.training.batchSize)
        for start in stride(from: 0, to: samples.count, by: chunk) {
            let batch = Array(start..<min(start + chunk, samples.count))
            let read = try SampleSubset(samples, batch).samples(in: samples.wholeRegion)
            let opinions = try networks.mapValues { try $0.opinions(on: read) }
            let mirrored =
                run.experiment.evaluate.mirror
                ? try networks.mapValues { try $0.opinions(on: read, mirrored: true) } : [:]
            for (index, strategy) in strategies.enumerated() {
                let origin = PictureNetworks.Origin(of: strategy)
                guard let networks = networks[origin], let opinions = opinions[origin] else { continue }
                let net = networks.net ?? nets[strategy]
                all[index].append(
                    try predictions(by: strategy, net, from: opinions, and: mirrored[origin], explained: explained))
            }
            progress(start + batch.count)
        }
        return all
    }

    /// How many samples are read at once.
    ///
    /// - Parameters:
    ///   - size: the bytes of a sample.
    ///   - batch: samples that the networks are asked about at once.
    /// - Returns: 256, or what fits 256 MiB, in whole batches where it can be; at least 1.
    package static func chunk(ofBytes size: Int, batch: Int) -> Int {
        let fitting = min(256, max(1, (256 << 20) / max(size, 1)))
        return fitting < 256 && fitting > batch ? fitting / batch * batch : fitting
    }
}

extension Predictor {
    private func predictions(
        by strategy: Strategy, _ net: (any Classifier)?, from opinions: Opinions, and mirrored: Opinions?,
        explained: Bool
    ) throws -> Predictions {
        func decided(_ change: (Opinions) -> Opinions) throws -> Predictions {
            let outcome = try fused(by: strategy, net, from: change(opinions))
            let other = try mirrored.map { try fused(by: strategy, net, from: change($0)) }
            return Predictions(
                other.map { outcome.averaged(with: $0, classes: opinions.classes) } ?? outcome,
                classes: opinions.classes)
        }
        var predictions = try decided { $0 }
        guard strategy.structure != .whole else { return predictions }
        predictions.opinions = opinions.logProbabilities.map { $0.map(exponential) }
        guard explained else { return predictions }
        predictions.without = try opinions.logProbabilities.indices.map { index in
            try decided { net == nil ? $0.leavingOut(index) : $0.undecided(index) }
        }
        return predictions
    }

    private func fused(
        by strategy: Strategy, _ net: (any Classifier)?, from opinions: Opinions
    ) throws -> Fused {
        guard let net else { return run.folder.strategies[strategy].fused(opinions) }
        let inputs = VectorBatches(
            opinions.fusionInputs(run.experiment.fusion.input), features: run.plan.fusionShape.channels,
            labels: opinions.labels)
        let values = try logProbabilities(
            of: net, on: inputs, batchSize: run.experiment.training.batchSize, device: device, stop: StopFlag())
        return .logProbabilities(values)
    }
}

extension TrainedRun {
    /// A strategy's trained net on frozen local networks; nil where it has none.
    package func net(of strategy: Strategy, on device: Device) throws -> (any Classifier)? {
        guard strategy.structure == .independent, let stage = strategy.stage else { return nil }
        let method = folder.strategies[strategy]
        let folder = folder.network(.single(stage))
        try folder.checkSize(parameters: method.netParameters(plan))
        let net = try method.madeNet(plan, key: RandomKey(seed: 0), on: device)
        try folder.readWeights(into: net.state)
        return net
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

    /// The same with local network `index` undecided, all classes alike, and with features of 0: a net wants an input
    /// from each.
    fileprivate func undecided(_ index: Int) -> Opinions {
        var others = logProbabilities
        let undecided = Float(-logarithm(Double(classes)))
        others[index] = [Float](repeating: undecided, count: others[index].count)
        var features = features
        if !features.isEmpty { features[index] = [Float](repeating: 0, count: features[index].count) }
        return Opinions(logProbabilities: others, features: features, labels: labels, classes: classes)
    }
}
