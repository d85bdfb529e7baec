import Datasets
import Experiments
import Foundation
import ClassificationMetrics
import Randomness
import Reporting
import Torch
import Training

/// What a run's strategies, and its local networks by themselves, are worth on some samples.
struct Evaluation {
    let run: TrainedRun
    /// What was measured on: a part of the run's data, or the path of other data.
    let part: String
    /// The samples, with the run's numbers of the classes.
    let samples: any SampleSource
    /// What each strategy says of each sample.
    let predictions: [(strategy: Strategy, predictions: Predictions)]
    /// The measures of each strategy.
    let strategies: [(strategy: Strategy, metrics: Metrics)]
    /// The measures of each local network by itself, in the grid's order; empty where no strategy is made of them.
    let locals: [Metrics]

    /// Asks all strategies about the run's own validation samples (test samples where the data has both), or about
    /// those in `path`.
    ///
    /// - Throws: `DatasetError`; `CommandError` where other data is not of the run's kind.
    init(_ run: TrainedRun, data path: String? = nil, on device: Device) throws {
        self.run = run
        (part, samples) = try run.samples(path: path)
        let line = StepLine()
        defer { line.close() }
        let predictor = try Predictor(run, strategies: run.strategies, on: device)
        let count = samples.count
        let all = try predictor.predictionsOfAll(of: samples) { line.show("asking the networks", done: $0, of: count) }
        predictions = Array(zip(run.strategies, all))
        let labels = samples.labels
        func measured(_ predictions: Predictions, areVotes: Bool = false) -> Metrics {
            Metrics(
                probabilities: predictions.probabilities, decisions: predictions.decisions, labels: labels,
                classes: run.classes.count, areVotes: areVotes, key: RandomKey(seed: UInt64(run.experiment.seed)))
        }
        strategies = predictions.map { ($0, measured($1, areVotes: $0 == .majority)) }
        // Those of coherent and transfer are parts of one model, and no networks by themselves.
        let local = predictions.first { $0.strategy.fusesLocalNetworks }?.predictions
        locals = local.map { local in local.opinions.indices.map { measured(local.byLocal($0)) } } ?? []
    }

    /// The measures of the run's default strategy.
    var described: (strategy: Strategy, metrics: Metrics)? {
        strategies.first { $0.strategy == run.defaultStrategy }
    }
}

extension TrainedRun {
    /// What is measured on, and what messages call it.
    fileprivate func samples(path other: String?) throws -> (String, any SampleSource) {
        let (dataset, numbers) = try checkedData(path: other)
        let (name, part) = dataset.test.map { ("test", $0) } ?? ("validation", dataset.validation)
        return (other ?? name, Relabelled(part, numbers))
    }

    /// The run's own training samples.
    ///
    /// - Throws: `DatasetError`; `CommandError` where they are not there, or are others by now.
    func trainingSamples() throws -> any SampleSource {
        let (dataset, numbers) = try checkedData(path: nil)
        return Relabelled(dataset.training, numbers)
    }

    /// Data of the run's kind, its own where no other are named, and the run's number of each of its classes.
    private func checkedData(path other: String?) throws -> (Dataset, numbers: [Int]) {
        // Its own as training reads them, so that what is decoded is found in the cache.
        var options = other == nil ? experiment.dataOptions : dataOptions
        if other == nil {
            options.cache = experiment.data.cache ? .ofUser : nil
        } else {
            // Data whose form cannot be changed are of the right one, or refused below.
            if ![.images, .volumes].contains(format) { options.size = nil }
            options.validation = 1
        }
        let path = other ?? experiment.data.path
        if other == nil, !FileManager.default.fileExists(atPath: path) {
            throw CommandError(
                description:
                    "\(path), the run's data, is not there; start in the folder in which the run was trained, or "
                    + "name other data with evaluate --data")
        }
        let dataset = try Dataset.loadWithProgress(path: path, format: format, options: options)
        guard dataset.training.shape == shape, dataset.training.channels <= channels else {
            throw CommandError(
                description: "\(path): its samples are \(dataset.training.shape) with \(dataset.training.channels) "
                    + "channels, the run's \(shape) with \(channels)")
        }
        guard dataset.training.channels == channels else {
            throw CommandError(description: "\(path): its samples are grey, the run's are coloured")
        }
        // A split of more or fewer samples is another one: some of what is measured on would have been trained on.
        let counts = dataset.summary.sampleCounts
        guard other != nil || counts == sampleCounts else {
            func told(_ counts: [String: Int]) -> String {
                counts.sorted { $0.key < $1.key }.map { "\(Format.count($0.value)) \($0.key)" }.joined(separator: ", ")
            }
            throw CommandError(
                description: "\(path) has changed since the run was trained (it had \(told(sampleCounts)) samples, now "
                    + "\(told(counts))); bring it back, or name other data with evaluate --data")
        }
        let unknown = dataset.classes.filter { !classes.contains($0) }
        guard unknown.isEmpty else {
            throw CommandError(
                description:
                    "\(path): has the classes \(unknown.joined(separator: ", ")), which the run does not know; "
                    + "its are \(classes.joined(separator: ", "))")
        }
        return (dataset, dataset.classes.map { classes.firstIndex(of: $0) ?? 0 })
    }
}

/// Samples of another data set under the run's numbers of the classes.
private struct Relabelled: SampleSource {
    private let base: any SampleSource
    let labels: [Int]

    init(_ base: any SampleSource, _ numbers: [Int]) {
        (self.base, labels) = (base, numbers.isEmpty ? [] : base.labels.map { numbers[$0] })
    }

    var shape: [Int] { base.shape }
    var channels: Int { base.channels }
    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        try base.values(of: index, in: region)
    }
    func name(of index: Int) -> String { base.name(of: index) }
}
