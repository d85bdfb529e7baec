import ArgumentParser
import TesseraClassificationMetrics
import TesseraDatasets
import TesseraEvaluating
import TesseraPlainText
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraStrategies
import TesseraTraining

/// `tessera evaluate`.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures the strategies of a run: accuracy and more.",
        discussion: """
            On the validation samples of the run, or its test samples where the data has both. Of other data (--data) \
            on the test or validation part, or on all samples where there are no parts. The run knows its own samples \
            wherever they lie: of these it is measured on those that it was not trained on.

            Examples:
              tessera evaluate runs/flowers
              tessera evaluate runs/flowers --data data/new-photos --json
              tessera evaluate runs/lungs --positive ill
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Other data of the same kind, with the run's class names; or where its own are now.", valueName: "path"),
        completion: .file())
    var data: String?

    @Option(
        help: ArgumentHelp("Of two classes the one that is looked for; default: the second.", valueName: "class"))
    var positive: String?

    @Flag(help: "Prints JSON.")
    var json = false

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func run() throws {
        let run = try TrainedRun(path: folder, strategies: Known.strategies)
        let positive = try positive.map(run.positive) ?? 1
        let (line, telling) = Dataset.told()
        defer { line.close() }
        let samples =
            try data.map { try MeasuredSamples(run, in: $0, telling: telling) }
            ?? MeasuredSamples(run, of: OwnData(of: run, telling: telling), telling: telling)
        let evaluation = try Evaluation(
            run, of: samples, positive: positive, on: device.devices()[0], telling: telling)
        line.close()
        for note in [samples.note, run.noteOnMissing].compactMap(\.self) { printError("note: \(note)") }
        StandardOutput.write(json ? "\(evaluation.json)" : evaluation.text)
    }
}

extension Evaluation {
    /// The measures as tables: of strategies and local networks, of each class, and what is taken for what.
    fileprivate var text: String {
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
            name, Format.accuracy(metrics.accuracy), "\(Format.accuracy(low))-\(Format.accuracy(high))",
            Format.accuracy(metrics.macroF1), Format.decimals(metrics.loss), Format.decimals(metrics.calibrationError),
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

extension Evaluation {
    /// All measures.
    fileprivate var json: JSON {
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
                [("subdomain", .integer(index)), ("box", .text(run.boxes[index].description))] + members(of: metrics))
        }
        return .object(all + [("strategies", .array(strategies)), ("locals", .array(locals))])
    }

    private func members(of metrics: Metrics) -> [(String, JSON)] {
        func number(_ value: Double?) -> JSON { .number(value ?? .nan) }
        var members: [(String, JSON)] = [
            ("accuracy", .number(metrics.accuracy)),
            ("interval", .array([.number(metrics.interval.lowerBound), .number(metrics.interval.upperBound)])),
            ("macroF1", .number(metrics.macroF1)), ("loss", number(metrics.loss)),
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
