import TesseraClassificationMetrics
import TesseraExperiments
import TesseraPlainText
import TesseraReporting

extension Evaluation {
    /// All measures.
    package var json: JSON {
        var all: [(String, JSON)] = [
            ("run", .text(run.experiment.name)), ("part", .text(part)), ("samples", .integer(samples.count)),
        ]
        if let trainedOn = measured.trainedOn { all.append(("trainedOn", .integer(trainedOn))) }
        all.append(("classes", .array(run.classes.map { .text($0) })))
        if let positiveClass { all.append(("positive", .text(positiveClass))) }
        all.append(("default", .text(run.defaultStrategy.name)))
        let strategies = strategies.map { JSON.object([("strategy", .text($0.name))] + members(of: $1)) }
        let locals = locals.enumerated().map { index, metrics in
            JSON.object(
                [("subdomain", .integer(index)), ("box", .text(run.views[index].description(in: run.shape)))]
                    + members(of: metrics))
        }
        return .object(all + [("strategies", .array(strategies)), ("locals", .array(locals))])
    }

    private func members(of metrics: Metrics) -> [(String, JSON)] {
        func number(_ value: Double?) -> JSON { .number(value ?? .nan) }
        var members: [(String, JSON)] = [
            ("accuracy", .number(metrics.score.accuracy)),
            ("interval", .array([.number(metrics.interval.lowerBound), .number(metrics.interval.upperBound)])),
            ("macroF1", .number(metrics.macroF1)), ("loss", number(metrics.score.loss)),
            ("calibrationError", number(metrics.calibrationError)),
        ]
        for (k, accuracy) in metrics.topK { members.append(("top\(k)", .number(accuracy))) }
        if let binary = metrics.binary {
            members += [
                ("sensitivity", number(binary.sensitivity)), ("specificity", number(binary.specificity)),
                ("auc", number(binary.auc)),
            ]
        }
        let classes = zip(run.classes, metrics.perClass).map { name, values in
            JSON.object([
                ("class", .text(name)), ("precision", number(values.precision)), ("recall", number(values.recall)),
                ("f1", number(values.f1)), ("samples", .integer(values.samples)),
            ])
        }
        return members + [
            ("perClass", .array(classes)),
            ("confusion", .array(metrics.confusion.map { .array($0.map { .integer($0) }) })),
        ]
    }
}
