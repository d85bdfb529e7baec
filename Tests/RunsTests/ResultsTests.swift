import Foundation
import TesseraClassificationMetrics
import TesseraExperiments
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraTraining

@Suite struct ResultsTests {
    private let results = Results(
        name: "a", network: "vgg9", grid: [2, 1], overlap: 3, classes: ["x", "y"],
        parameters: .init(global: 100, local: [10, 20], fusion: 5),
        locals: [
            LocalResult(
                subdomain: 0, training: Score(accuracy: 1, loss: 0), validation: Score(accuracy: 0.5, loss: 1),
                test: nil, seconds: 2)
        ],
        strategies: [
            StrategyResult(
                strategy: "majority", training: Score(accuracy: 1, loss: nil),
                validation: Score(accuracy: 0.5, loss: nil), test: nil, seconds: 4, parallelSeconds: 2, imagePasses: 60)
        ])

    /// Outside programs read these names.
    @Test func namesAreKept() throws {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(results))
        let json = try #require(object as? [String: Any])
        #expect(
            Set(json.keys) == [
                "version", "name", "network", "grid", "overlap", "classes", "parameters", "locals", "strategies",
            ])
        let parameters = try #require(json["parameters"] as? [String: Any])
        #expect(Set(parameters.keys) == ["global", "local", "fusion"])
        let strategy = try #require((json["strategies"] as? [[String: Any]])?.first)
        #expect(strategy["strategy"] as? String == "majority")
        #expect(
            Set(strategy.keys).isSuperset(of: ["training", "validation", "seconds", "parallelSeconds", "imagePasses"]))
        let score = try #require(strategy["validation"] as? [String: Any])
        #expect(Set(score.keys) == ["accuracy", "loss"] && score["loss"] is NSNull)
        let local = try #require((json["locals"] as? [[String: Any]])?.first)
        #expect(Set(local.keys).isSuperset(of: ["subdomain", "training", "validation", "seconds"]))
    }

    @Test func aStrategyCountsTheNetworksItNeeds() {
        func parameters(_ strategy: String, told: Int? = nil) -> Int {
            let score = Score(accuracy: 1, loss: 0)
            return results.parameters(
                of: StrategyResult(
                    strategy: strategy, training: score, validation: score, seconds: 0, parallelSeconds: 0,
                    imagePasses: 0, parameters: told))
        }
        #expect(parameters("global") == 100)
        #expect(parameters("average") == 30 && parameters("majority") == 30)
        for strategy in ["cnn-dnn", "coherent", "transfer"] { #expect(parameters(strategy) == 35) }
        #expect(parameters("own", told: 37) == 37)
    }
}
