import Foundation
import TesseraDatasets
import TesseraExperiments
import TesseraPrediction
import TesseraReports
import TesseraRuns
import TesseraStrategies
import TestSupport
import Testing
import TrainingSupport

@Suite struct PredictionWordsTests {
    @Test func tellsWhatDecidesAndWhatEachSubdomainSays() throws {
        let place = try TemporaryFolder()
        let experiment = try pictureExperiment(in: place, strategies: [.majority])
        _ = try ExperimentRun(experiment, in: RunFolder(path: place.path + "/run")).run()
        let run = try TrainedRun(path: place.path + "/run")
        let dataset = try experiment.loadData()
        let files = (0..<dataset.validation.count).map(dataset.validation.name)
        let predictions = try Predictor(run, strategy: .majority).predictions(of: dataset.validation, explained: true)
        for boxes in [nil, run.boxes.map(\.description)] {
            let words = PredictionWords(
                predictions, of: files, by: .majority, classes: run.classes, explainedBy: boxes)
            let json = try #require(
                try JSONSerialization.jsonObject(with: Data("\(words.json)".utf8)) as? [[String: Any]])
            #expect(json.map { $0["file"] as? String } == files)
            #expect(json.map { $0["class"] as? String } == predictions.decisions.map { run.classes[$0] })
            #expect(json.allSatisfy { $0["strategy"] as? String == "majority" })
            #expect(json.allSatisfy { ($0["subdomains"] as? [Any])?.count == boxes?.count })
            #expect(words.text.contains("Decided by majority") && words.text.contains("subdomain") == (boxes != nil))
        }
    }
}
