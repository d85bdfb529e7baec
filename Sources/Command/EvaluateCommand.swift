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

    @Flag(help: "With --data: stops at a file that cannot be read, rather than measure on the others.")
    var strict = false

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func run() throws {
        let run = try TrainedRun(path: folder, strategies: Known.strategies)
        let positive = try positive.map(run.positive) ?? 1
        let line: StepLine
        var telling: Telling
        (line, telling) = Dataset.told()
        let bad = BadFiles()
        if !strict { telling.badFile = { bad.add($0) } }
        defer { line.close() }
        let samples =
            try data.map { try MeasuredSamples(run, in: $0, telling: telling) }
            ?? MeasuredSamples(run, of: OwnData(of: run, telling: telling), telling: telling)
        let evaluation = try Evaluation(
            run, of: samples, positive: positive, on: device.devices()[0], telling: telling)
        line.close()
        for note in [samples.note, run.noteOnMissing].compactMap(\.self) { printError("note: \(note)") }
        StandardOutput.write(json ? "\(evaluation.json)" : evaluation.text)
        try bad.tell()
    }
}
