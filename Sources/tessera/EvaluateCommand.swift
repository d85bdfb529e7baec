import ArgumentParser
import ClassificationMetrics
import Reporting
import Training

/// `tessera evaluate`
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures the strategies of a run: accuracy and more.",
        discussion: """
            On the validation samples of the run, or its test samples where the data has both. Of other data (--data) \
            on the test or validation part, or on all samples where there are no parts.

            Examples:
              tessera evaluate runs/flowers
              tessera evaluate runs/flowers --data data/new-photos --json
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp("Other data of the same kind, with the run's class names.", valueName: "path"),
        completion: .file())
    var data: String?

    @Flag(help: "Prints JSON.")
    var json = false

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func run() throws {
        let evaluation = try Evaluation(TrainedRun(path: folder), data: data, on: device.devices()[0])
        print(json ? "\(evaluation.json)" : evaluation.text)
    }
}

extension Evaluation {
    /// The measures as tables: of strategies and local networks, of each class, and what is taken for what.
    fileprivate var text: String {
        let heading = "\(Format.count(samples.count)) samples: \(part.printable())"
        var tables = [measuresTable]
        if let described { tables += [classTable(described.metrics), confusionTable(described.metrics)] }
        var texts = tables.map(\.description)
        if texts.count > 1, let described { texts[1] = "\(described.strategy.rawValue)\n\(texts[1])" }
        return ([heading] + texts).joined(separator: "\n\n")
    }

    private var measuresTable: Table {
        let tops = strategies.first?.metrics.topK.map(\.k) ?? []
        let isBinary = run.classes.count == 2
        var table = Table(
            [.text("strategy"), .number("accuracy"), .number("95 % interval"), .number("macro F1"), .number("loss")]
                + [.number("calibration error")] + tops.map { .number("top-\($0)") }
                + (isBinary ? [.number("sensitivity"), .number("specificity"), .number("AUC")] : []))
        for (index, metrics) in locals.enumerated() { table.append(row("(local \(index))", metrics)) }
        for (strategy, metrics) in strategies { table.append(row(strategy.rawValue, metrics)) }
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
        .object([
            ("run", .text(run.experiment.name)), ("part", .text(part)), ("samples", .integer(samples.count)),
            ("classes", .array(run.classes.map { .text($0) })),
            (
                "strategies",
                .array(strategies.map { .object([("strategy", .text($0.rawValue))] + members(of: $1)) })
            ),
            (
                "locals",
                .array(
                    locals.enumerated().map { index, metrics in
                        .object(
                            [("subdomain", .integer(index)), ("box", .text(run.boxes[index].description))]
                                + members(of: metrics))
                    })
            ),
        ])
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
