import ArgumentParser
import Foundation
import TesseraDatasets
import TesseraEvaluating
import TesseraExperiments
import TesseraPlainText
import TesseraPrediction
import TesseraRandomness
import TesseraReporting
import TesseraReports
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// `tessera landscape`.
struct LandscapeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "landscape",
        abstract: "Draws the loss surfaces of a run's models around their ends.",
        discussion: """
            The loss on training samples, on a plane through the trained weights in two random directions in which \
            each filter is as long as the weights' own (Li and others 2018). The picture and the figures go to \
            RUN/landscape.

            Examples:
              tessera landscape runs/fashion-mnist
              tessera landscape runs/flowers --radius 0.5 --points 41
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Of whose models: global, coherent, transfer, with commas; default: what is trained of these.",
            valueName: "strategies"),
        transform: { text in
            try text.split(separator: ",").map { word in
                guard let strategy = Known.strategies.strategies[named: String(word)], strategy.hasLossSurface else {
                    throw ValidationError("write some of global, coherent, transfer, with commas between them")
                }
                return strategy
            }
        })
    var strategies: [Strategy] = []

    @Option(
        help: ArgumentHelp("Where the run's data are now; default: where they were.", valueName: "path"),
        completion: .file())
    var data: String?

    @Option(help: "How far the plane goes; 1: as far as the weights are long.")
    var radius = 1.0

    @Option(help: "Points along each axis, an odd number.")
    var points = 21

    @Option(help: "Training samples that the loss is over, chosen by the run's seed; they are held in memory.")
    var samples = 1_000

    @Option(help: "Rows of points computed at once; default: one a core.")
    var workers: Int?

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    func validate() throws {
        if !(radius > 0 && radius <= 100) { throw ValidationError("--radius must be above 0, at most 100.") }
        if points < 3 || points > 1_001 || points % 2 == 0 {
            throw ValidationError("--points must be an odd number from 3 to 1001, not \(points).")
        }
        if samples < 1 { throw ValidationError("--samples must be 1 or more, not \(samples).") }
        if let workers, workers < 1 { throw ValidationError("--workers must be 1 or more, not \(workers).") }
    }

    func run() throws {
        Runtime.keepFreedMemory()
        let run = try TrainedRun(path: folder, strategies: Known.strategies)
        let device = try device.devices()[0]
        let wanted =
            strategies.isEmpty
            ? Known.strategies.strategies.filter { $0.hasLossSurface && run.strategies.contains($0) } : strategies
        guard !wanted.isEmpty else {
            throw CommandError(
                description: "\(run.path) has no model with a loss of its own (global, coherent or transfer); it has "
                    + run.strategies.map(\.name).joined(separator: ", "))
        }
        let (line, telling) = Dataset.told()
        defer { line.close() }
        let training = try OwnData(of: run, at: data, for: .training, telling: telling).dataset.training
        line.close()
        let key = RandomKey(seed: UInt64(run.experiment.seed)).derived("landscape samples")
        let chosen = SampleSubset(training, Array(key.permutation(of: training.count).prefix(samples)))
        let cores = device == .cpu ? ProcessInfo.processInfo.activeProcessorCount : 1
        let surfaces = try wanted.map { strategy in
            try run.lossSurface(
                of: strategy, on: chosen, radius: radius, points: points, workers: workers ?? cores, device: device
            ) { line.show("\(strategy.name): rows", done: $0, of: points) }
        }
        line.close()
        try RunFolder(path: folder, strategies: Known.strategies).checkLinks()
        let report = LandscapeReport(surfaces, radius: radius, points: points)
        try report.write(to: run.path + "/landscape")
        StandardOutput.write("\(report.table)")
        StandardOutput.write("\nPicture: \(run.path.printable())/landscape/surfaces.png")
    }
}
