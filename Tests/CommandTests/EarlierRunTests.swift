import Foundation
import Testing

/// A run that an earlier version made (the folder `Earlier`) opens, says what it said then, is exported, and goes on.
@Suite struct EarlierRunTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Earlier"
        for name in ["data", "pictures", "experiment.yaml", "run", "expected.json"] {
            try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: place.path(name))
        }
    }

    private struct Prediction: Decodable {
        let `class`: String
        let probabilities: [String: Double]
    }

    @Test func itSaysWhatItSaidThen() async throws {
        let expected = try JSONDecoder().decode([String: [Prediction]].self, from: place.read("expected.json"))
        #expect(expected.count == 6)
        for (strategy, predictions) in expected {
            let outcome = try await place.tessera(["predict", "run", "pictures", "--strategy", strategy, "--json"])
                .run()
            #expect(outcome.status == 0, "\(outcome.errors)")
            let found = try JSONDecoder().decode([Prediction].self, from: Data(outcome.output.utf8))
            #expect(found.map(\.class) == predictions.map(\.class))
            for (own, then) in zip(found, predictions) {
                // Of another processor the last digits are others.
                for (name, probability) in then.probabilities {
                    #expect(abs(probability - (own.probabilities[name] ?? .nan)) < 1e-4, "\(strategy) \(name)")
                }
            }
        }
    }

    @Test func itsResultsAreShown() async throws {
        for arguments in [
            ["train", "experiment.yaml", "--output", "run", "--resume"], ["evaluate", "run"], ["report", "run"],
            ["export", "run", "--format", "onnx", "--output", "model.onnx"],
        ] {
            let outcome = try await place.tessera(arguments).run()
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        }
        #expect(try !place.text("run/results.json").contains("version"), "nothing is written anew")
    }

    /// With the networks that it was begun with, whatever their name means by now.
    @Test func itGoesOn() async throws {
        try place.remove("run/transfer")
        var results = try #require(
            try JSONSerialization.jsonObject(with: place.read("run/results.json")) as? [String: Any])
        let strategies = try #require(results["strategies"] as? [[String: Any]])
        results["strategies"] = strategies.filter { $0["strategy"] as? String != "transfer" }
        try place.write(Array(JSONSerialization.data(withJSONObject: results)), to: "run/results.json")
        let outcome = try await place.tessera(["train", "experiment.yaml", "--output", "run", "--resume"]).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let experiment = try place.text("run/experiment.yaml")
        #expect(experiment.contains("version: 1\n") && experiment.contains("architecture: vgg9-plain\n"))
        #expect(try place.results(of: "run").strategies.map(\.strategy).last == "transfer")
        // And once more, with the same file.
        #expect(try await place.tessera(["train", "experiment.yaml", "--output", "run", "--resume"]).run().status == 0)
    }
}
