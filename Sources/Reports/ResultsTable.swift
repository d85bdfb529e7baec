import TesseraClassificationMetrics
import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

/// The paper-style table that a training ends with.
package func resultsTable(_ results: Results, knowing known: [Strategy]) -> String {
    let hasTest = results.strategies.contains { $0.test != nil }
    var table = Table(
        [.text("strategy"), .number("validation"), .number("training")] + (hasTest ? [.number("test")] : [])
            + [.number("seconds"), .number("parallel s"), .number("parameters")])
    /// Whoever looks along the rows sees it, too.
    func marked(_ name: String, _ learnt: Bool?) -> String { name + (learnt == false ? " learnt nothing" : "") }
    func add(_ name: String, _ validation: Score, _ training: Score, _ test: Score?, _ rest: [String]) {
        table.append(
            [name, Format.accuracy(validation.accuracy), Format.accuracy(training.accuracy)]
                + (hasTest ? [Format.accuracy(test?.accuracy)] : []) + rest)
    }
    for local in results.locals {
        add(
            marked("(local \(local.subdomain))", local.learnt), local.validation, local.training, local.test,
            [
                Format.decimals(local.seconds, 1), Format.decimals(local.seconds, 1),
                Format.count(results.parameters.local[local.subdomain]),
            ])
    }
    for result in results.strategies {
        add(
            marked(result.strategy, result.learnt), result.validation, result.training, result.test,
            [
                Format.decimals(result.seconds, 1), Format.decimals(result.parallelSeconds, 1),
                Format.count(results.parameters(of: result)),
            ])
    }
    return ([table.description] + results.notesOnLearning(knowing: known)).joined(
        separator: "\n\n")
}

extension Results {
    /// What to know about networks that have learnt nothing; empty where all have.
    package func notesOnLearning(knowing known: [Strategy]) -> [String] {
        let locals = locals.filter { $0.learnt == false }.map { "local \($0.subdomain)" }
        let models = strategies.filter { $0.learnt == false }.map(\.strategy)
        guard !locals.isEmpty || !models.isEmpty else { return [] }
        let resting =
            locals.isEmpty
            ? [] : strategies.map(\.strategy).filter { known[named: $0]?.stages.contains(.local) ?? false }
        return [
            "Learnt nothing: \((locals + models).joined(separator: ", ")); at the end the loss was no better than that of always "
                + "answering the classes' shares. "
                + (resting.isEmpty ? "" : "What local networks say goes into \(resting.joined(separator: ", ")). ")
                + "training.onStall: retry begins such a training again; a smaller learning rate may help, too."
        ]
    }
}
