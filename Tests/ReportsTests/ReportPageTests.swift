import Foundation
import TesseraExperiments
import TesseraPrediction
import TesseraReports
import TesseraRuns
import TesseraStrategies
import TesseraTraining
import TestSupport
import Testing
import TrainingSupport

@Suite struct ReportPageTests {
    private let place: TemporaryFolder

    init() throws {
        place = try TemporaryFolder()
        let experiment = try pictureExperiment(in: place, strategies: [.majority, .cnnDNN])
        _ = try ExperimentRun(experiment, in: RunFolder(path: place.path + "/run")).run()
    }

    @Test func tellsOfAllThatWasTrained() throws {
        let run = try ReportedRun(folder: place.path + "/run", strategies: .builtIn, errors: 2, on: .cpu)
        #expect(run.notes.isEmpty && run.measured?.count == 4)
        let html = ReportPage(runs: [run]).page.html
        for word in ["majority", "cnn-dnn", "local 01", "Learning curves", "Time line"] {
            #expect(html.contains(word), "\(word)")
        }
        #expect(ReportPage.measuredRuns(in: html) == 1)
    }

    /// What cannot be read is left out, and a note says why.
    @Test func withoutTheData() throws {
        try FileManager.default.removeItem(atPath: place.path + "/data")
        let run = try ReportedRun(folder: place.path + "/run", strategies: .builtIn, errors: 2, on: .cpu)
        #expect(run.measured == nil && run.notes.count == 1 && run.notes[0].contains("is not there"))
        #expect(ReportPage.measuredRuns(in: ReportPage(runs: [run]).page.html) == 0)
    }

    @Test func theTableMarksWhatHasLearntNothing() throws {
        var results = try #require(try RunFolder(path: place.path + "/run").readResults())
        results.locals[1].learnt = false
        results.strategies[1].learnt = true
        let table = resultsTable(results, knowing: .paper)
        #expect(table.contains("(local 1) learnt nothing"))
        #expect(table.contains("What local networks say goes into majority, cnn-dnn."))
    }
}
