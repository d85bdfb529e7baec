import Foundation
import Testing

/// Runs that earlier versions made (the folder `Earlier`) open, say what they said then, are exported, and go on.
@Suite struct EarlierRunTests {
    /// A run on pictures, of before experiment files had versions, and one on volumes, with folds, of version 2.
    static let kinds = [".", "volumes"]

    private func place(_ kind: String) throws -> Workplace {
        let place = try Workplace()
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Earlier/" + kind
        for name in ["data", "pictures", "experiment.yaml", "run", "expected.json"] {
            try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: place.path(name))
        }
        return place
    }

    private struct Prediction: Decodable {
        let `class`: String
        let probabilities: [String: Double]
    }

    @Test(arguments: kinds) func itSaysWhatItSaidThen(kind: String) async throws {
        let place = try place(kind)
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

    @Test(arguments: kinds) func itsResultsAreShown(kind: String) async throws {
        let place = try place(kind)
        let results = try place.read("run/results.json")
        for arguments in [
            ["train", "experiment.yaml", "--output", "run", "--resume"], ["evaluate", "run"], ["report", "run"],
            ["export", "run", "--format", "onnx", "--output", "model.onnx"],
        ] {
            let outcome = try await place.tessera(arguments).run()
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        }
        #expect(try place.read("run/results.json") == results, "nothing is written anew")
    }

    /// With the networks that it was begun with, whatever their name means by now.
    @Test(arguments: kinds) func itGoesOn(kind: String) async throws {
        let place = try place(kind)
        try place.remove("run/transfer")
        var results = try #require(
            try JSONSerialization.jsonObject(with: place.read("run/results.json")) as? [String: Any])
        let strategies = try #require(results["strategies"] as? [[String: Any]])
        results["strategies"] = strategies.filter { $0["strategy"] as? String != "transfer" }
        try place.write(Array(JSONSerialization.data(withJSONObject: results)), to: "run/results.json")
        let outcome = try await place.tessera(["train", "experiment.yaml", "--output", "run", "--resume"]).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let experiment = try place.text("run/experiment.yaml")
        let words =
            kind == "."
            ? ["version: 1\n", "architecture: vgg9-plain\n"] : ["version: 2\n", "architecture: resnet20\n"]
        #expect(words.allSatisfy { experiment.contains($0) })
        #expect(try place.results(of: "run").strategies.map(\.strategy).last == "transfer")
        // And once more, with the same file.
        #expect(try await place.tessera(["train", "experiment.yaml", "--output", "run", "--resume"]).run().status == 0)
    }
}
