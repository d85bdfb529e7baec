import TesseraPrediction
import TesseraRuns
import TesseraStrategies
import TesseraTraining

/// What the command knows beside its words.
enum Known {
    /// The strategies that files may name, runs may hold and options may ask for.
    @TaskLocal static var strategies = StrategyRegistry.builtIn

    /// Their names, for messages.
    static var names: String { strategies.strategies.map(\.name).joined(separator: ", ") }
}
