import TesseraClassificationMetrics
import TesseraExperiments
import TesseraPlainText
import TesseraReporting

extension Evaluation {
    /// The measures as tables: of strategies and local networks, of each class, and what is taken for what.
    package var text: String {
        var texts = [measured.heading, "\(measuresTable)"]
        if let positiveClass {
            texts.append("Sensitivity, specificity and AUC: the positive class is \(positiveClass.printable()).")
        }
        if let described {
            texts.append("\(described.strategy.name), \(run.whyDefault)\n\(classTable(described.metrics))")
            texts.append("\(confusionTable(described.metrics))")
        }
        return texts.joined(separator: "\n\n")
    }

    private var measuresTable: Table {
        let tops = strategies.first?.metrics.topK.map(\.k) ?? []
        let isBinary = run.classes.count == 2
        var table = Table(
            [.text("strategy"), .number("accuracy"), .number("95 % interval"), .number("macro F1"), .number("loss")]
                + [.number("calibration error")] + tops.map { .number("top-\($0)") }
                + (isBinary ? [.number("sensitivity"), .number("specificity"), .number("AUC")] : []))
        for (index, metrics) in locals.enumerated() { table.append(row("(local \(index))", metrics)) }
        for (strategy, metrics) in strategies { table.append(row(strategy.name, metrics)) }
        return table
    }

    private func row(_ name: String, _ metrics: Metrics) -> [String] {
        let (low, high) = (metrics.interval.lowerBound, metrics.interval.upperBound)
        return [
            name, Format.accuracy(metrics.score.accuracy), "\(Format.accuracy(low))-\(Format.accuracy(high))",
            Format.accuracy(metrics.macroF1), Format.decimals(metrics.score.loss),
            Format.decimals(metrics.calibrationError),
        ] + metrics.topK.map { Format.accuracy($0.accuracy) }
            + (metrics.binary.map { [$0.sensitivity, $0.specificity, $0.auc].map(Format.accuracy) } ?? [])
    }

    private func classTable(_ metrics: Metrics) -> Table {
        var table = Table([.text("class"), .number("precision"), .number("recall"), .number("F1"), .number("samples")])
        for (name, values) in zip(run.classes, metrics.perClass) {
            table.append([
                name, Format.accuracy(values.precision), Format.accuracy(values.recall), Format.accuracy(values.f1),
                Format.count(values.samples),
            ])
        }
        return table
    }

    /// A row a class, a column a class taken for.
    private func confusionTable(_ metrics: Metrics) -> Table {
        var table = Table([.text("is \\ taken for")] + run.classes.map { .number($0) })
        for (name, row) in zip(run.classes, metrics.confusion) { table.append([name] + row.map(Format.count)) }
        return table
    }
}
