import Experiments
import Reporting
import Training

/// The paper-style table that a training ends with.
func resultsTable(_ results: Results) -> String {
    let hasTest = results.strategies.contains { $0.test != nil }
    var table = Table(
        columns: [
            .init("strategy", .left), .init("validation", .right), .init("training", .right),
        ] + (hasTest ? [.init("test", .right)] : []) + [
            .init("seconds", .right), .init("parallel s", .right), .init("parameters", .right),
        ])
    func add(_ name: String, _ validation: Score, _ training: Score, _ test: Score?, _ rest: [String]) {
        table.add(
            [name, Format.accuracy(validation.accuracy), Format.accuracy(training.accuracy)]
                + (hasTest ? [test.map { Format.accuracy($0.accuracy) } ?? ""] : []) + rest)
    }
    for local in results.locals {
        add(
            "(local \(local.subdomain))", local.validation, local.training, local.test,
            [tenths(local.seconds), tenths(local.seconds), Format.count(results.parameters.local[local.subdomain])])
    }
    for result in results.strategies {
        add(
            result.strategy, result.validation, result.training, result.test,
            [
                tenths(result.seconds), tenths(result.parallelSeconds),
                Strategy(rawValue: result.strategy).map { Format.count(results.parameters(of: $0)) } ?? "",
            ])
    }
    return table.description
}

private func tenths(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
}
