import Foundation
import Testing

/// Answers say what decided, what is missing, and which class was looked for.
@Suite struct AnswersTests {
    /// A run of which transfer is not trained yet.
    private func unfinished() async throws -> Workplace {
        let place = try Workplace()
        try place.writePictures(to: "data")
        #expect(try await place.trainOnPictures(strategies: "[global, average]").status == 0)
        let file = "run/experiment.yaml"
        try place.write(
            place.text(file).replacing(
                "strategies: [global, average]", with: "strategies: [global, average, transfer]"),
            to: file)
        return place
    }

    private static let note = "note: run is unfinished: transfer is not trained yet"

    @Test func `predict, export, evaluate and report name the strategy, and what is not trained`() async throws {
        let place = try await unfinished()
        let table = try await place.tessera(["predict", "run", "data"]).run()
        #expect(table.output.hasPrefix("Decided by average\nfile "), "\(table.output)")
        let json = try await place.tessera(["predict", "run", "data", "--strategy", "global", "--json"]).run()
        let told = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect(told?.count == 10 && told?.allSatisfy { $0["strategy"] as? String == "global" } == true)
        let export = try await place.tessera(
            ["export", "run", "--format", "safetensors", "--output", "m.safetensors"]
        ).run()
        #expect(export.output.hasPrefix("m.safetensors: average, "), "\(export.output)")
        let evaluation = try await place.tessera(["evaluate", "run"]).run()
        #expect(evaluation.output.contains("\n\naverage, the default strategy: the last, as transfer is not trained\n"))
        for outcome in [table, json, export, evaluation] {
            #expect(outcome.status == 0 && outcome.errors.hasPrefix(Self.note), "\(outcome.errors)")
            #expect(outcome.errorLines.count == 1)
        }
        #expect(try await place.tessera(["report", "run"]).run().status == 0)
        let page = try place.text("run/report.html")
        #expect(page.contains("This run is unfinished: transfer is not trained yet."))
    }

    @Test func `a finished run is not said to be unfinished`() async throws {
        let place = try Workplace()
        try place.writePictures(to: "data")
        #expect(try await place.trainOnPictures().status == 0)
        for arguments in [["evaluate", "run"], ["predict", "run", "data"], ["report", "run"]] {
            let outcome = try await place.tessera(arguments).run()
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        }
        #expect(try !place.text("run/report.html").contains("unfinished"))
    }

    @Test func `the positive class is named, and can be chosen`() async throws {
        struct Told: Decodable {
            struct Strategy: Decodable {
                let sensitivity, specificity, auc: Double?
            }
            let positive: String
            let strategies: [Strategy]
        }
        let place = try await unfinished()
        func told(_ arguments: String...) async throws -> Told {
            let outcome = try await place.tessera(["evaluate", "run", "--json"] + arguments).run()
            return try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8))
        }
        let (plain, second, first) = (
            try await told(), try await told("--positive", "car"), try await told("--positive", "bus")
        )
        #expect(plain.positive == "car" && second.positive == "car" && first.positive == "bus")
        for ((a, b), c) in zip(zip(plain.strategies, second.strategies), first.strategies) {
            #expect(a.sensitivity == b.sensitivity && a.auc == b.auc)
            #expect(a.sensitivity == c.specificity && a.specificity == c.sensitivity)
        }
        let table = try await place.tessera(["evaluate", "run", "--positive", "bus"]).run()
        #expect(table.output.contains("Sensitivity, specificity and AUC: the positive class is bus.\n"))
        #expect(try await place.tessera(["report", "run"]).run().status == 0)
        #expect(try place.text("run/report.html").contains("the positive class is <bdi>car</bdi>"))
        let unknown = try await place.tessera(["evaluate", "run", "--positive", "lorry"]).run()
        #expect(unknown.status == 65 && unknown.errors.contains("it has bus, car"), "\(unknown.errors)")
        expectClear(unknown)
    }

    @Test func `more than two classes have no positive one`() async throws {
        let place = try Workplace()
        try place.writePictures(to: "data", classes: ["a", "b", "c"])
        #expect(try await place.trainOnPictures().status == 0)
        let refused = try await place.tessera(["evaluate", "run", "--positive", "a"]).run()
        #expect(refused.status == 65 && refused.errors.contains("for runs with two classes; run has 3"))
        let outcome = try await place.tessera(["evaluate", "run", "--json"]).run()
        #expect(!outcome.output.contains("positive"))
    }
}
