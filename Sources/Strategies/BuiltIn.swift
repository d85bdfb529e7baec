import TesseraExperiments
import TesseraRuns
import TesseraTraining

extension StrategyRegistry {
    /// Those that come with the library.
    ///
    /// A further one is a file beside the others, and a word here.
    public static let builtIn = StrategyRegistry([
        GlobalCNN(), AverageProbability(), MajorityVote(), ProductOfProbabilities(), CNNDNN(), Attention(), Coherent(),
        Transfer(),
    ])
}

extension RunFolder {
    /// The folder at `path` of a run with strategies that come with the library; it need not be there yet.
    public init(path: String) { self.init(path: path, strategies: .builtIn) }
}

extension Experiment {
    /// The experiment in the file at `path`, with `overrides` of the form `key.path=value` put over it in order.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - overrides: values put over the file's, as YAML; lists and maps are replaced whole.
    ///   - strategies: those that the file may name.
    /// - Returns: the experiment; what the file leaves out has its default.
    /// - Throws: all mistakes together.
    public static func load(
        path: String, overrides: [String] = [], strategies: StrategyRegistry = .builtIn
    ) throws(ExperimentError) -> Experiment {
        try load(path: path, overrides: overrides, knowing: strategies.strategies)
    }

    /// The experiment that `yaml` describes; `name` is what messages call the text.
    ///
    /// - Parameters:
    ///   - yaml: the text of an experiment file.
    ///   - name: what messages call the text.
    ///   - overrides: values put over the text's.
    ///   - strategies: those that the text may name.
    /// - Returns: the experiment; what the text leaves out has its default.
    /// - Throws: all mistakes together.
    public static func parse(
        yaml: String, name: String = "experiment.yaml", overrides: [String] = [],
        strategies: StrategyRegistry = .builtIn
    ) throws(ExperimentError) -> Experiment {
        try parse(yaml: yaml, name: name, overrides: overrides, knowing: strategies.strategies)
    }
}
