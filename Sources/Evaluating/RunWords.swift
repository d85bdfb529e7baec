import TesseraExperiments
import TesseraPrediction
import TesseraRuns
import TesseraTraining

/// What answers of a run say of it besides.
extension TrainedRun {
    /// The strategies of the experiment that are not trained to their end.
    package var missing: [Strategy] { experiment.strategies.filter { !strategies.contains($0) } }

    /// That the run is unfinished, and what that means for an answer; nil where it is finished.
    package var noteOnMissing: String? {
        guard !missing.isEmpty else { return nil }
        let names = missing.map(\.name).joined(separator: ", ")
        return "\(path) is unfinished: \(names) \(missing.count == 1 ? "is" : "are") not trained yet; until then "
            + "\(defaultStrategy.name) decides by default (go on with tessera train --resume)"
    }

    /// Why the default strategy is the default.
    package var whyDefault: String {
        defaultStrategy == .transfer
            ? "the default strategy" : "the default strategy: the last, as transfer is not trained"
    }

    /// The number of a class that is to be looked for.
    ///
    /// - Throws: `EvaluationError` where the run has no such class, or more than two.
    package func positive(_ name: String) throws -> Int {
        guard classes.count == 2 else {
            throw EvaluationError(
                description: "--positive is for runs with two classes; \(path) has \(classes.count)")
        }
        guard let number = classes.firstIndex(of: name) else {
            throw EvaluationError(
                description: "--positive \(name): \(path) has no such class; it has "
                    + classes.joined(separator: ", "))
        }
        return number
    }
}
