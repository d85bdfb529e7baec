import Foundation
import TesseraExperiments
import TesseraPrediction
import TesseraReports
import TesseraRuns
import TesseraStrategies
import TestSupport
import Testing
import TrainingSupport

@Suite struct LandscapeReportTests {
    @Test func aTableAPictureAndFigures() throws {
        let place = try TemporaryFolder()
        let experiment = try pictureExperiment(in: place, strategies: [.global])
        _ = try ExperimentRun(experiment, in: RunFolder(path: place.path + "/run")).run()
        let surface = try TrainedRun(path: place.path + "/run").lossSurface(
            of: .global, on: experiment.loadData().training, radius: 0.5, points: 3, workers: 1)
        let report = LandscapeReport([surface], radius: 0.5, points: 3)
        #expect("\(report.table)".contains("global") && "\(report.table)".contains("at 0.12"))
        try report.write(to: place.path + "/landscape")
        let files = try FileManager.default.contentsOfDirectory(atPath: place.path + "/landscape").sorted()
        #expect(files == ["global.csv", "surfaces.png"])
    }
}
