import TesseraClassificationMetrics
import TesseraEvaluating
import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension ReportPage {
    /// A network or a strategy and what it is worth.
    private typealias Measured = (name: String, metrics: Metrics, isStrategy: Bool)

    private func all(_ measured: ReportedRun.Measured) -> [Measured] {
        measured.strategies.map { ($0.name, $1, true) }
            + measured.locals.enumerated().map { ("local \($0)", $1, false) }
    }

    /// How many runs a page has measures of, whichever version wrote it.
    ///
    /// Names cannot look like this: they are escaped.
    package static func measuredRuns(in html: String) -> Int {
        html.matches(of: /<section id="(run-[0-9]+-)?measures"/).count
    }

    /// What `tessera evaluate` tells, of strategies and of subdomains.
    package func measuresSection(_ run: ReportedRun) -> ReportSection? {
        guard let measured = run.measured, let trained = run.trained else { return nil }
        let all = all(measured)
        return ReportSection(
            id: "measures", title: "Measures",
            content: [
                .tag("p", [:], words(measured, trained)),
                .tag(
                    "div", ["class": "beside"],
                    [
                        measuresTable(all, isBinary: trained.classes.count == 2),
                        intervals(measured.strategies.map { ($0.name, $1) }),
                    ]), .tag("div", ["class": "heat"], f1Table(all, trained.classes)),
                classTables(all, trained),
            ])
    }

    /// What was measured on, and what is looked for.
    private func words(_ measured: ReportedRun.Measured, _ run: TrainedRun) -> Markup {
        let count = "Measured on the \(Format.count(measured.count)) \(measured.part) samples."
        let warning = measured.warning.map { " \($0)." } ?? ""
        let binary = measured.strategies.first?.metrics.binary
        let positive: Markup? = binary.map {
            [" Sensitivity, specificity and AUC: the positive class is ", .name(run.classes[$0.positive]), "."]
        }
        return [Markup(count + warning), positive ?? []]
    }

    /// Accuracies and where 95 % of bootstrapped ones lie.
    package func intervals(_ named: [(name: String, metrics: Metrics)]) -> Markup {
        let words = named.map { "\($0.name) \(Format.accuracy($0.metrics.score.accuracy))" }
        let chart = IntervalChart(
            description: "Accuracy with 95 % intervals: \(words.joined(separator: ", "))",
            rows: named.map { ($0.name, .init($0.metrics.score.accuracy, in: $0.metrics.interval, ink: Ink(0))) })
        return .tag(
            "figure", [:], [chart.markup, .tag("figcaption", [:], "Accuracy and its 95 % interval (bootstrap).")])
    }

    private func measuresTable(_ all: [Measured], isBinary: Bool) -> Markup {
        let tops = all.first?.metrics.topK.map(\.k) ?? []
        var table = DataTable(
            caption: "Strategies and local networks", label: "Measures of strategies and local networks",
            columns: [
                .text("network"), .number("accuracy"), .number("95 % interval"), .number("macro F1"), .number("loss"),
                .number("calibration error"),
            ] + tops.map { .number("top-\($0)") }
                + (isBinary ? [.number("sensitivity"), .number("specificity"), .number("AUC")] : []))
        let best = all.filter(\.isStrategy).map(\.metrics.score.accuracy).max()
        for (index, item) in all.enumerated() {
            let metrics = item.metrics
            let (low, high) = (metrics.interval.lowerBound, metrics.interval.upperBound)
            let binary = metrics.binary.map { [$0.sensitivity, $0.specificity, $0.auc] } ?? []
            table.append(
                [
                    .header(Markup(item.isStrategy ? item.name : "(\(item.name))")),
                    .number(
                        Format.accuracy(metrics.score.accuracy),
                        isBest: item.isStrategy && metrics.score.accuracy == best),
                    .number("\(Format.accuracy(low))–\(Format.accuracy(high))"),
                    .number(Format.accuracy(metrics.macroF1)), .number(Format.decimals(metrics.score.loss)),
                    .number(Format.decimals(metrics.calibrationError)),
                ] + metrics.topK.map { .number(Format.accuracy($0.accuracy)) }
                    + binary.map { .number(Format.accuracy($0)) },
                beginsGroup: index > 0 && !item.isStrategy && all[index - 1].isStrategy)
        }
        return table.markup
    }

    /// The F1 of each class: a row that is pale everywhere is a hard class.
    private func f1Table(_ all: [Measured], _ classes: [String]) -> Markup {
        let shown = all.filter { $0.isStrategy || all.count <= 24 && all.count * classes.count <= 5000 }
        let values = shown.flatMap { $0.metrics.perClass.compactMap(\.f1) }
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        let isWide = shown.count > 10
        var table = DataTable(
            caption: "F1 of each class", label: "F1 of each class by strategy and local network",
            columns: [.text("class")] + shown.map { isWide ? .upright(Markup($0.name)) : .number(Markup($0.name)) })
        for (index, name) in classes.enumerated() {
            table.append(
                [.header(clipped(name))]
                    + shown.map { item in
                        let value = item.metrics.perClass[index].f1
                        return .number(
                            Format.decimals(value, isWide ? 2 : 3),
                            shade: value.map { ($0 - low) / max(high - low, 1e-9) })
                    })
        }
        return table.markup
    }

    /// Precision, recall and F1 of each class: by the default strategy, and folded by all others, as many as a page may
    /// hold.
    private func classTables(_ all: [Measured], _ run: TrainedRun) -> Markup {
        let isDefault = { (item: Measured) in item.name == run.defaultStrategy.name }
        let count = 2000 / max(1, run.classes.count)
        let folded = all.filter { !isDefault($0) }.prefix(count).map { item in
            Markup.tag(
                "details", [:],
                [
                    .tag("summary", [:], "Precision and recall of each class: \(item.name)"),
                    classTable(item, run.classes),
                ])
        }
        return [
            Markup(all.filter(isDefault).map { classTable($0, run.classes) }),
            .tag("div", ["class": "folds"], Markup(Array(folded))),
        ]
    }

    private func classTable(_ item: Measured, _ classes: [String]) -> Markup {
        var table = DataTable(
            caption: "Classes by \(item.name)", label: "Precision, recall and F1 of each class by \(item.name)",
            columns: [.text("class"), .number("precision"), .number("recall"), .number("F1"), .number("samples")])
        for (name, values) in zip(classes, item.metrics.perClass) {
            table.append([
                .header(.name(name)), .number(Format.accuracy(values.precision)),
                .number(Format.accuracy(values.recall)), .number(Format.accuracy(values.f1)),
                .number(Format.count(values.samples)),
            ])
        }
        return table.markup
    }

    /// What each strategy takes for what.
    package func confusionSection(_ run: ReportedRun) -> ReportSection? {
        guard let measured = run.measured, let trained = run.trained else { return nil }
        let matrices = measured.strategies.map { strategy, metrics in
            ConfusionMatrix(title: strategy.name, classes: trained.classes, counts: metrics.confusion).markup
        }
        return ReportSection(
            id: "confusion", title: "Confusion",
            content: [
                .tag(
                    "p", [:],
                    "A row holds the samples of a class, a column those that were taken for it. The stronger a cell's colour, the larger its share of the row."
                ),
                .tag(
                    "div",
                    ["class": trained.classes.count <= 6 ? "grid" : trained.classes.count <= 10 ? "columns" : nil],
                    Markup(matrices)),
            ])
    }
}
