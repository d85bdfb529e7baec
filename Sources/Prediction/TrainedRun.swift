import Foundation
import TesseraDatasets
import TesseraDecomposition
import TesseraExperiments
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// A run whose strategies are trained, opened to be used.
public struct TrainedRun: Sendable {
    /// The experiment, with every value in force.
    public let experiment: Experiment
    /// The names of the classes, in the order of the probabilities.
    public let classes: [String]
    /// The kind of data that the run was trained on.
    public let format: DatasetFormat
    /// The lengths of the samples' axes.
    public let shape: [Int]
    /// Values per pixel.
    public let channels: Int
    /// The strategies that are trained, in the experiment's order.
    public let strategies: [Strategy]

    /// How the samples' values become the networks' inputs.
    public let normalization: Normalization

    package let folder: RunFolder
    /// The networks' inputs and sizes.
    public let plan: NetworkPlan

    /// Opens the run in the folder `path`.
    ///
    /// - Parameters:
    ///   - path: of the run's folder.
    ///   - registry: those that the run may have.
    /// - Throws: `RunError`, `DamagedFile`, `ExperimentError` where it is none, damaged, or nothing in it is trained to
    ///   its end.
    public init(path: String, strategies registry: StrategyRegistry = .builtIn) throws {
        folder = RunFolder(path: path, strategies: registry)
        experiment = try folder.readExperiment()
        guard let data = try folder.readData(), let format = DatasetFormat(rawValue: data.format) else {
            throw RunError.nothingTrained(path)
        }
        if let size = experiment.data.form.size, size != data.shape {
            throw DamagedFile(
                folder.dataFile,
                "its samples are \(data.shape), and experiment.yaml asks for \(size); one of the two is damaged")
        }
        (classes, shape, channels, self.format) = (data.classes, data.shape, data.channels, format)
        normalization = try data.normalization(for: experiment)
        plan = try NetworkPlan(experiment, shape: shape, channels: channels, classes: classes.count)
        let trained = Set(try folder.readResults()?.strategies.map(\.strategy) ?? [])
        strategies = experiment.strategies.filter { trained.contains($0.name) }
        guard !strategies.isEmpty else { throw RunError.nothingTrained(path) }
    }

    /// The strategy that is used where none is named: transfer, else the last one.
    public var defaultStrategy: Strategy {
        strategies.contains(.transfer) ? .transfer : strategies.last ?? .transfer
    }

    /// How one of its strategies works.
    public func method(of strategy: Strategy) -> any StrategyMethod { folder.strategies[strategy] }

    /// How many samples each part of its data had, such as `training`.
    public var sampleCounts: [String: Int] { folder.sampleCounts }

    /// What each local network sees: the grid's boxes in its order, then those of coarser levels.
    public var views: [View] { plan.views }

    /// The part of whole samples that each local network sees.
    public var boxes: [Box] { plan.views.map { $0.extent(in: shape) } }

    /// The folder that the run is in.
    public var path: String { folder.path }

    /// The tensors of a strategy's model under PyTorch's names, on the host.
    ///
    /// Those of `global` are the network's own; the others begin with `locals.00.`, `locals.01.`, ..., and those of a
    /// dense net with `fusion.`.
    ///
    /// - Throws: `RunError.notTrained` where the run lacks the strategy; `FileError`, `SafetensorsError`, `DamagedFile`
    ///   where a file is missing or damaged.
    public func state(of strategy: Strategy) throws -> [NamedTensor] {
        guard strategies.contains(strategy) else {
            throw RunError.notTrained(folder.path, strategy, trained: strategies)
        }
        return try PictureNetworks(self, .init(of: strategy), on: .cpu).state(with: net(of: strategy, on: .cpu))
    }

    /// Layers, shapes and parameters of the global network and of the first local one, as text.
    public func networkSummaries() throws -> [String] { try plan.summaries() }

    /// How files become samples of this run's form: its size, where the experiment names none.
    public var dataOptions: Dataset.Options {
        var options = experiment.dataOptions
        if options.form.size == nil {
            options.form.size = shape
            // Volumes that are brought to a spacing alone are of one size then; others are cut or padded to it.
            if options.form.spacing != nil { options.form.fit = .crop }
        }
        return options
    }
}
