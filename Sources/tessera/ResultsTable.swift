import Experiments
import Reporting
import Training

/// The paper-style table that a training ends with.
func resultsTable(_ results: Results) -> String {
    let hasTest = results.strategies.contains { $0.test != nil }
    var table = Table(
        [.text("strategy"), .number("validation"), .number("training")] + (hasTest ? [.number("test")] : [])
            + [.number("seconds"), .number("parallel s"), .number("parameters")])
    func add(_ name: String, _ validation: Score, _ training: Score, _ test: Score?, _ rest: [String]) {
        table.append(
            [name, Format.accuracy(validation.accuracy), Format.accuracy(training.accuracy)]
                + (hasTest ? [Format.accuracy(test?.accuracy)] : []) + rest)
    }
    for local in results.locals {
        add(
            "(local \(local.subdomain))", local.validation, local.training, local.test,
            [
                Format.decimals(local.seconds, 1), Format.decimals(local.seconds, 1),
                Format.count(results.parameters.local[local.subdomain]),
            ])
    }
    for result in results.strategies {
        add(
            result.strategy, result.validation, result.training, result.test,
            [
                Format.decimals(result.seconds, 1), Format.decimals(result.parallelSeconds, 1),
                Strategy(rawValue: result.strategy).map { Format.count(results.parameters(of: $0)) } ?? "",
            ])
    }
    return table.description
}
