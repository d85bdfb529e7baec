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

    @Flag(help: "Stops at a file that cannot be read, rather than go on with the others.")
    var strict = false

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
        let bad = BadFiles()
        if !strict { options.badFile = { bad.add($0) } }
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
        let told = PredictionWords(
            predictions, of: files.paths, by: strategy, classes: run.classes,
            explainedBy: explain ? run.views.map { $0.description(in: run.shape) } : nil)
        StandardOutput.write(json ? "\(told.json)" : told.text)
        try bad.tell()
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
