import Experiments

/// The strategies that there are: all that files may name, runs may hold, and commands may be asked for.
public struct StrategyRegistry: Sendable {
    /// How each of them works, in the order of tables.
    public let methods: [any StrategyMethod]

    /// Those that come with the library. A further one is a file beside the others, and a word here.
    public static let builtIn = StrategyRegistry([
        GlobalCNN(), AverageProbability(), MajorityVote(), CNNDNN(), Coherent(), Transfer(),
    ])

    /// Strategies with different names, each with a stage of its own or none.
    public init(_ methods: [any StrategyMethod]) {
        let (names, stages) = (methods.map(\.strategy.name), methods.compactMap(\.strategy.stage?.name))
        precondition(Set(names).count == names.count, "two strategies have the same name: \(names)")
        precondition(Set(stages).count == stages.count, "two strategies have the same stage: \(stages)")
        self.methods = methods
    }

    /// The same and a further one.
    public func adding(_ method: some StrategyMethod) -> StrategyRegistry { StrategyRegistry(methods + [method]) }

    /// What experiments know of them.
    public var strategies: [Strategy] { methods.map(\.strategy) }

    /// How a strategy works.
    public subscript(strategy: Strategy) -> any StrategyMethod {
        guard let method = methods.first(where: { $0.strategy == strategy }) else {
            preconditionFailure("\(strategy.name) is none of \(strategies.map(\.name)); add it to the StrategyRegistry")
        }
        return method
    }

    /// The strategy whose own network `stage` trains.
    func method(training stage: Stage) -> any StrategyMethod {
        guard let method = methods.first(where: { $0.strategy.stage == stage }) else {
            preconditionFailure("no strategy of \(strategies.map(\.name)) trains \(stage.name)")
        }
        return method
    }
}

extension Experiment {
    /// The experiment in the file at `path`, with `overrides` of the form `key.path=value` put over it in order.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - overrides: values put over the file's, as YAML; lists and maps are replaced whole.
    ///   - strategies: those that the file may name.
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
    /// - Throws: all mistakes together.
    public static func parse(
        yaml: String, name: String = "experiment.yaml", overrides: [String] = [],
        strategies: StrategyRegistry = .builtIn
    ) throws(ExperimentError) -> Experiment {
        try parse(yaml: yaml, name: name, overrides: overrides, knowing: strategies.strategies)
    }
}
