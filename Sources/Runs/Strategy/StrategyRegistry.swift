import TesseraExperiments
import TesseraTraining

/// The strategies that there are: all that files may name, runs may hold, and commands may be asked for.
public struct StrategyRegistry: Sendable {
    /// How each of them works, in the order of tables.
    public let methods: [any StrategyMethod]

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
    package func method(training stage: Stage) -> any StrategyMethod {
        guard let method = methods.first(where: { $0.strategy.stage == stage }) else {
            preconditionFailure("no strategy of \(strategies.map(\.name)) trains \(stage.name)")
        }
        return method
    }
}
