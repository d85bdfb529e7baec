import ArgumentParser
import TesseraDatasets
import TesseraEvaluating
import TesseraExperiments
import TesseraPlainText
import TesseraPrediction
import TesseraReporting
import TesseraReports
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// `tessera predict`.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Tells the classes of images or volumes by the model of a run.",
        discussion: """
            Examples:
              tessera predict runs/flowers photo.jpg
              tessera predict runs/flowers photos/ --json
              tessera predict runs/flowers photo.jpg --strategy average --explain
              tessera predict runs/flowers photo.jpg --picture opinions.png
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"), completion: .directory)
    var folder: String

    @Argument(help: ArgumentHelp("Image or volume files, or folders of them.", valueName: "file"), completion: .file())
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "What decides: \(Known.names); default: transfer, else the last one.", valueName: "strategy"))
    var strategy: Strategy?

    @Flag(help: "Prints JSON: an array with a member for each file.")
    var json = false

    @Flag(help: "Tells each subdomain's opinion too, and what the decision would be without it.")
    var explain = false

    @Option(
        help: ArgumentHelp(
            "Draws the samples with their subdomains, coloured by what each says, to this PNG file.",
            valueName: "file"), completion: .file(extensions: ["png"]))
    var picture: String?

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func run() throws {
        let run = try TrainedRun(path: folder, strategies: Known.strategies)
        let strategy = strategy ?? run.defaultStrategy
        let predictor = try Predictor(run, strategy: strategy, on: device.devices()[0])
        if let option = explain ? "--explain" : picture.map({ _ in "--picture" }), strategy.structure == .whole {
            throw CommandError(
                description: "\(option): the global network has no subdomains; name another --strategy")
        }
        let line = StepLine()
        defer { line.close() }
        var options = run.dataOptions
        options.progress = { line.show($0, done: $1, of: $2) }
        let files = try LooseFiles(
            files, format: run.format, shape: run.shape, channels: run.channels, options: options)
        line.close()
        let predictions = try predictor.predictions(of: files.samples, explained: explain)
        if let picture {
            let most = 60
            try run.picture(of: files, predictions, most: most).writePNG(to: picture)
            if files.paths.count > most { printError("note: \(picture) shows the first \(most) files") }
        }
        if let note = run.noteOnMissing { printError("note: \(note)") }
        let told = Told(
            strategy: strategy, files: files.paths, classes: run.classes, boxes: run.boxes.map(\.description),
            predictions: predictions,
            isExplained: explain)
        StandardOutput.write(json ? "\(told.json)" : told.text)
    }
}

extension Strategy: ExpressibleByArgument {
    /// One of those that the command knows.
    public init?(argument: String) {
        guard let strategy = Known.strategies.strategies[named: argument] else { return nil }
        self = strategy
    }

    /// The names of all.
    public static var allValueStrings: [String] { Known.strategies.strategies.map(\.name) }

    /// The same, in shells.
    public static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

/// Predictions in words.
private struct Told {
    let strategy: Strategy
    let files: [String]
    let classes: [String]
    let boxes: [String]
    let predictions: Predictions
    let isExplained: Bool

    var text: String {
        var table = Table([
            .text("file"), .text("class"), .number("probability"), .text("next"), .number("probability"),
        ])
        for (sample, file) in files.enumerated() {
            let row = predictions.probabilities(of: sample)
            let decided = predictions.decisions[sample]
            // Majority voting decides ties by more than the shares: what is next is the largest of the others.
            let next = classes.indices.filter { $0 != decided }.max {
                row[row.startIndex + $0] < row[row.startIndex + $1]
            }
            table.append(
                [file, classes[decided], share(row, decided)]
                    + (next.map { [classes[$0], share(row, $0)] } ?? ["", ""]))
        }
        let decided = "Decided by \(strategy.name)\n\(table)"
        guard isExplained else { return decided }
        return ([decided] + files.indices.map(explanation)).joined(separator: "\n\n")
    }

    private func share(_ row: ArraySlice<Float>, _ index: Int) -> String {
        Format.accuracy(Double(row[row.startIndex + index]))
    }

    private func explanation(of sample: Int) -> String {
        let decided = predictions.decisions[sample]
        var table = Table([
            .number("subdomain"), .text("box"), .text("its opinion"), .number("probability"), .text("without it"),
            .number(classes[decided]),
        ])
        for index in boxes.indices {
            let opinion = predictions.opinion(of: index, on: sample)
            let own = opinion.indices.max { opinion[$0] < opinion[$1] } ?? opinion.startIndex
            let without = predictions.without[index]
            table.append([
                "\(index)", boxes[index], classes[own - opinion.startIndex], Format.accuracy(Double(opinion[own])),
                classes[without.decisions[sample]], share(without.probabilities(of: sample), decided),
            ])
        }
        return "\("\(files[sample]): \(classes[decided])".printable())\n\(table)"
    }

    var json: JSON {
        .array(
            files.indices.map { sample in
                var members: [(String, JSON)] = [
                    ("file", .text(files[sample])), ("class", .text(classes[predictions.decisions[sample]])),
                    ("strategy", .text(strategy.name)),
                    ("probabilities", named(predictions.probabilities(of: sample))),
                ]
                if isExplained { members.append(("subdomains", .array(boxes.indices.map { subdomain($0, sample) }))) }
                return .object(members)
            })
    }

    private func named(_ row: ArraySlice<Float>) -> JSON {
        .object(zip(classes, row).map { ($0, .number(Double("\($1)") ?? Double($1))) })
    }

    private func subdomain(_ index: Int, _ sample: Int) -> JSON {
        let without = predictions.without[index]
        return .object([
            ("subdomain", .integer(index)), ("box", .text(boxes[index])),
            ("probabilities", named(predictions.opinion(of: index, on: sample))),
            (
                "without",
                .object([
                    ("class", .text(classes[without.decisions[sample]])),
                    ("probabilities", named(without.probabilities(of: sample))),
                ])
            ),
        ])
    }
}
