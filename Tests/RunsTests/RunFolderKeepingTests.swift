import Foundation
import TesseraExperiments
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct RunFolderKeepingTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    @Test func smallFilesAreKept() throws {
        let experiment = try experiment("strategies: [average, coherent]")
        let folder = RunFolder(path: place.path + "/run")
        let results = try ExperimentRun(experiment, dataset: tinyData, folder: folder).run(arguments: ["secret"])
        let kept = RunFolder(path: place.path + "/kept/run")
        #expect(try !kept.isDone(experiment))
        // A second time takes the first one's place.
        for _ in 0..<2 { try folder.keep(as: experiment, at: kept.path) }
        let files = FileManager.default.subpaths(atPath: kept.path)?.filter { $0.contains(".") }.sorted()
        #expect(
            files == [
                "coherent/history.csv", "data.json", "environment.json", "experiment.yaml", "local/00/history.csv",
                "local/01/history.csv", "local/02/history.csv", "local/03/history.csv", "results.json",
            ])
        #expect(try kept.isDone(experiment) && folder.isDone(experiment))
        #expect(try kept.readResults()?.strategies.map(\.seconds) == results.strategies.map(\.seconds))
        #expect(kept.sampleCounts == ["training": 60, "validation": 30])
        #expect(kept.environment.contains { $0.name == "libtorch" })
        #expect(!kept.environment.contains { $0.name == "host" || $0.value.contains("secret") })
    }

    @Test func `where the data lie is kept in the run, and not for publishing`() throws {
        let experiment = try experiment("strategies: [average]")
        let folder = RunFolder(path: place.path + "/run")
        _ = try ExperimentRun(experiment, dataset: tinyData, folder: folder, dataPath: place.path).run()
        #expect(folder.dataPath == place.path && place.exists("run/samples.csv"))
        let kept = RunFolder(path: place.path + "/kept")
        try folder.keep(as: experiment, at: kept.path)
        #expect(kept.dataPath == nil && !place.exists("kept/samples.csv"))
        #expect(kept.sampleCounts == folder.sampleCounts)
        // A path at which nothing is helps nobody.
        _ = try ExperimentRun(experiment, dataset: tinyData, folder: RunFolder(path: place.path + "/other")).run()
        #expect(RunFolder(path: place.path + "/other").dataPath == nil)
    }

    @Test func anotherExperimentIsNotDone() throws {
        let first = try experiment("strategies: [average]")
        let folder = RunFolder(path: place.path + "/run")
        _ = try ExperimentRun(first, dataset: tinyData, folder: folder).run()
        #expect(try folder.isDone(first))
        #expect(try !folder.isDone(experiment("strategies: [average, majority]")), "a strategy more")
        #expect(try !folder.isDone(experiment("strategies: [average]\nseed: 2")))
    }
}
