import ArgumentParser
import Datasets
import Experiments
import Metrics
import Randomness
import Reporting
import Torch
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

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
    var folder: String

    @Option(help: ArgumentHelp("Other data of the same kind, with the run's class names.", valueName: "path"))
    var data: String?

    @Flag(help: "Prints JSON.")
    var json = false

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func run() throws {
        let run = try TrainedRun(path: folder)
        let (part, samples) = try samples(of: run)
        let device = try device.devices()[0]
        let measured = try run.strategies.map { strategy in
            let predictions = try Predictor(run, strategy: strategy, on: device).predictions(of: samples)
            return (
                strategy,
                Metrics(
                    probabilities: predictions.probabilities, decisions: predictions.decisions, labels: samples.labels,
                    classes: run.classes.count, areVotes: strategy == .majority,
                    key: RandomKey(seed: UInt64(run.experiment.seed)))
            )
        }
        let told = Measured(run: run, part: part, samples: samples.count, measured: measured)
        print(json ? "\(told.json)" : told.text)
    }

    /// What is measured on, and what messages call it.
    private func samples(of run: TrainedRun) throws -> (String, any SampleSource) {
        var options = run.dataOptions
        // Data whose form cannot be changed are of the right one, or refused below.
        if ![.images, .volumes].contains(run.format) { options.size = nil }
        let isOwn = data == nil
        if isOwn {
            options.cache = run.experiment.data.cache ? .ofUser : nil
        } else {
            options.validation = 1
        }
        let path = data ?? run.experiment.data.path
        let dataset = try Dataset.loadWithProgress(path: path, format: run.format, options: options)
        guard dataset.training.shape == run.shape, dataset.training.channels <= run.channels else {
            throw CommandError(
                description: "\(path): its samples are \(dataset.training.shape) with \(dataset.training.channels) "
                    + "channels, the run's \(run.shape) with \(run.channels)")
        }
        guard dataset.training.channels == run.channels else {
            throw CommandError(description: "\(path): its samples are grey, the run's are coloured")
        }
        let unknown = dataset.classes.filter { !run.classes.contains($0) }
        guard unknown.isEmpty else {
            throw CommandError(
                description:
                    "\(path): has the classes \(unknown.joined(separator: ", ")), which the run does not know; "
                    + "its are \(run.classes.joined(separator: ", "))")
        }
        let (name, part) = dataset.test.map { ("test", $0) } ?? ("validation", dataset.validation)
        let labels = dataset.classes.map { run.classes.firstIndex(of: $0) ?? 0 }
        return (isOwn ? name : path, Relabelled(part, labels.isEmpty ? [] : part.labels.map { labels[$0] }))
    }
}

/// Samples of another data set under the run's numbers of the classes.
private struct Relabelled: SampleSource {
    private let base: any SampleSource
    let labels: [Int]

    init(_ base: any SampleSource, _ labels: [Int]) { (self.base, self.labels) = (base, labels) }

    var shape: [Int] { base.shape }
    var channels: Int { base.channels }
    func values(of index: Int, in region: Region) throws(DatasetError) -> [UInt8] {
        try base.values(of: index, in: region)
    }
    func name(of index: Int) -> String { base.name(of: index) }
}

/// Measures in words.
private struct Measured {
    let run: TrainedRun
    let part: String
    let samples: Int
    let measured: [(strategy: Strategy, metrics: Metrics)]

    var text: String {
        let tops = measured.first?.metrics.topK.map(\.k) ?? []
        let isBinary = run.classes.count == 2
        var table = Table(
            [.text("strategy"), .number("accuracy"), .number("95 % interval"), .number("macro F1"), .number("loss")]
                + [.number("calibration error")] + tops.map { .number("top-\($0)") }
                + (isBinary ? [.number("sensitivity"), .number("specificity"), .number("AUC")] : []))
        for (strategy, metrics) in measured {
            table.append(
                [
                    strategy.rawValue, Format.accuracy(metrics.accuracy),
                    "\(Format.accuracy(metrics.interval.lowerBound))-\(Format.accuracy(metrics.interval.upperBound))",
                    Format.accuracy(metrics.macroF1), Format.decimals(metrics.loss),
                    Format.decimals(metrics.calibrationError),
                ] + metrics.topK.map { Format.accuracy($0.accuracy) }
                    + (metrics.binary.map {
                        [
                            Format.accuracy($0.sensitivity), Format.accuracy($0.specificity), Format.accuracy($0.auc),
                        ]
                    } ?? []))
        }
        let described = measured.first { $0.strategy == run.defaultStrategy }
        return "\(Format.count(samples)) samples: \(part.printable())\n\n\(table)"
            + (described.map {
                "\n\n\($0.strategy.rawValue)\n\(classTable($0.metrics))\n\n\(confusionTable($0.metrics))"
            }
                ?? "")
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

    var json: JSON {
        .object([
            ("run", .text(run.experiment.name)), ("part", .text(part)), ("samples", .integer(samples)),
            ("classes", .array(run.classes.map { .text($0) })),
            ("strategies", .array(measured.map { json($0.strategy, $0.metrics) })),
        ])
    }

    private func json(_ strategy: Strategy, _ metrics: Metrics) -> JSON {
        func number(_ value: Double?) -> JSON { .number(value ?? .nan) }
        var members: [(String, JSON)] = [
            ("strategy", .text(strategy.rawValue)), ("accuracy", .number(metrics.accuracy)),
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
        members += [
            (
                "perClass",
                .array(
                    zip(run.classes, metrics.perClass).map { name, values in
                        .object([
                            ("class", .text(name)), ("precision", number(values.precision)),
                            ("recall", number(values.recall)), ("f1", number(values.f1)),
                            ("samples", .integer(values.samples)),
                        ])
                    })
            ), ("confusion", .array(metrics.confusion.map { .array($0.map { .integer($0) }) })),
        ]
        return .object(members)
    }
}
