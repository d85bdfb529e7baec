import Foundation
import TesseraDatasets
import TesseraExperiments
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

/// What a run promises, kept by the library alone.
@Suite struct PromisesTests {
    private let place: TemporaryFolder
    private let folder: RunFolder

    init() throws {
        place = try TemporaryFolder()
        folder = RunFolder(path: place.path + "/run")
    }

    private func run(
        _ experiment: Experiment, begun: ContinuousClock.Instant = .now,
        observer: any TrainingObserver = SilentObserver()
    ) throws -> Results {
        try ExperimentRun(experiment, dataset: tinyData, folder: folder, observer: observer, begun: begun).run()
    }

    @Test func aTimeLimitStops() throws {
        var experiment = try experiment(grid: "[1, 2]", "strategies: [average]")
        experiment.training.timeLimit = 1
        #expect(throws: Interrupted.timeLimit) {
            _ = try run(experiment, begun: .now - .seconds(120))
        }
        #expect(!place.exists("run/results.json"))
        // Begun now, it has its minute.
        #expect(try run(experiment).strategies.count == 1)
    }

    /// On a machine that would take another one.
    @Test(arguments: [Experiment.Precision.float32, .bfloat16])
    func aResumeGoesOnInThePrecisionThatItBeganWith(precision: Experiment.Precision) throws {
        var begun = try experiment(grid: "[1, 2]", "strategies: [average]")
        begun.training.precision = precision
        let stop = StopFlag()
        let observer = Listener { if case .epoch = $0 { stop.set(signal: 2) } }
        #expect(throws: Interrupted.self) {
            _ = try ExperimentRun(begun, dataset: tinyData, folder: folder, observer: observer, stop: stop).run()
        }
        var resumed = begun
        resumed.training.precision = .auto
        _ = try run(resumed)
        #expect(try folder.readExperiment().training.precision == precision)
        // To the bits of one that was left alone.
        let whole = RunFolder(path: place.path + "/whole")
        _ = try ExperimentRun(begun, dataset: tinyData, folder: whole).run()
        let weights = "local/01/weights.safetensors"
        #expect(place.bytes("run/\(weights)") == place.bytes("whole/\(weights)"))
    }

    /// The folder, its experiment and the data that it names are all that is needed.
    @Test func itReadsItsDataItself() throws {
        for (label, name) in ["dark", "light"].enumerated() {
            let folder = "\(place.path)/data/\(name)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for index in 0..<10 {
                let pixels = (0..<64).map { _ in UInt8(label * 150 + index) }
                try Data(Array("P5 8 8 255\n".utf8) + pixels).write(to: URL(fileURLWithPath: "\(folder)/\(index).pgm"))
            }
        }
        var experiment = try experiment(grid: "[1, 2]", "strategies: [average]")
        (experiment.data.path, experiment.data.cache) = (place.path + "/data", false)
        experiment.training.batchSize = 4
        _ = try ExperimentRun(experiment, in: folder).run()
        // Moved, they are looked for where they were.
        experiment.training.epochs.local = 1
        #expect(throws: RunError.self) { _ = try ExperimentRun(experiment, in: folder) }
        #expect(try folder.readResults()?.classes == ["dark", "light"])
    }
}
