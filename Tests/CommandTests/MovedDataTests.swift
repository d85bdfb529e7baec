import Foundation
import TestSupport
import Testing

/// Runs whose data have moved, or that are asked about from another folder.
@Suite struct MovedDataTests {
    private func trained(_ strategies: String = "[average]") async throws -> Workplace {
        let place = try Workplace()
        try place.writePictures(to: "data")
        let outcome = try await place.trainOnPictures(strategies: strategies)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return place
    }

    private func expectRefusal(_ place: Workplace, _ arguments: [String], says words: String...) async throws {
        let outcome = try await place.tessera(arguments).run()
        #expect(outcome.status == 65, "\(arguments): \(outcome.errors)")
        expectClear(outcome)
        for word in words { #expect(outcome.errors.contains(word), "“\(word)” is not in: \(outcome.errors)") }
    }

    /// Case C.
    @Test func `data are found from any folder, and others that lie there are not taken for them`() async throws {
        let place = try await trained("[global, average]")
        let own = try await place.tessera(["evaluate", "run"]).run().output
        try place.writePictures(to: "other/sub/data", seed: 2)
        func there(_ folder: String, _ arguments: String...) async throws -> Outcome {
            try await Command(
                arguments: arguments, folder: place.path(folder), environment: place.tessera([]).environment
            ).run()
        }
        let plain = try await there("other", "evaluate", "../run")
        #expect(plain.status == 0 && plain.output == own && plain.errors.isEmpty, "\(plain.errors)")
        let shadowed = try await there("other/sub", "evaluate", "../../run")
        #expect(shadowed.status == 0 && shadowed.output == own, "\(shadowed.errors)")
        #expect(shadowed.errors.contains("note: data is not the run's data"), "\(shadowed.errors)")
        let more = try await there(
            "other/sub", "train", "../../e.yaml", "--output", "../../run", "--resume", "--set",
            "strategies=[global, average, majority]")
        #expect(more.status == 0 && more.errors.contains("data is not the run's data"), "\(more.errors)")
        #expect(try place.text("run/experiment.yaml").contains("  path: data\n"))
        let surface = try await there("other", "landscape", "../run", "--points", "3")
        #expect(surface.status == 0, "\(surface.errors)")

        try place.move("data", to: "moved")
        for command in ["evaluate", "landscape"] {
            let outcome = try await there("other/sub", command, "../../run")
            #expect(outcome.status == 65 && outcome.errors.contains("data is not the run's data"), "\(outcome.errors)")
            expectClear(outcome)
        }
        let report = try await there("other/sub", "report", "../../run")
        #expect(report.status == 0 && report.errors.contains("data is not the run's data"), "\(report.errors)")
    }

    @Test func `a moved folder is named with --data`() async throws {
        let place = try await trained("[global]")
        try place.move("data", to: "moved")
        try await expectRefusal(place, ["evaluate", "run"], says: "data", "is not there", "--data")
        try await expectRefusal(place, ["landscape", "run"], says: "is not there", "--data")
        let surface = try await place.tessera(["landscape", "run", "--points", "3", "--data", "moved"]).run()
        #expect(surface.status == 0, "\(surface.errors)")
        try place.writePictures(to: "wrong", seed: 2)
        try await expectRefusal(place, ["landscape", "run", "--data", "wrong"], says: "wrong is not the run's data")
        try await expectRefusal(place, ["report", "run", "--data", "wrong"], says: "wrong is not the run's data")
        try await expectRefusal(place, ["report", "run", "--data", "none"], says: "none: is not there")
    }

    @Test func `a page with measures does not give way to one without`() async throws {
        let place = try await trained()
        try place.move("data", to: "moved")
        let bare = try await place.tessera(["report", "run"]).run()
        #expect(bare.status == 0 && bare.errors.contains("is not there"), "\(bare.errors)")
        #expect(try !place.text("run/report.html").contains("<section id=\"measures\""))
        let full = try await place.tessera(["report", "run", "--data", "moved"]).run()
        #expect(full.status == 0 && full.errors.isEmpty, "\(full.errors)")
        let page = try place.read("run/report.html")
        #expect(String(decoding: page, as: UTF8.self).contains("<section id=\"measures\""))
        try await expectRefusal(
            place, ["report", "run"], says: "run/report.html has measures", "--data", "--output", "--replace")
        #expect(try place.read("run/report.html") == page)
        #expect(try await place.tessera(["report", "run", "--output", "bare.html"]).run().status == 0)
        #expect(try await place.tessera(["report", "run", "--replace"]).run().status == 0)
        #expect(try place.read("run/report.html") != page)
    }

    @Test func `resume keeps the new place of the data`() async throws {
        let place = try await trained()
        let before = try place.times(of: "run")
        try place.move("data", to: "new/place")
        try place.writePictures(to: "wrong", seed: 2)
        let resume = ["train", "e.yaml", "--output", "run", "--resume", "--set"]
        try await expectRefusal(place, resume + ["data.path=wrong"], says: "other data")
        #expect(try place.times(of: "run") == before)
        let outcome = try await place.tessera(resume + ["data.path=new/place"]).run()
        #expect(outcome.status == 0 && outcome.output.contains("average"), "\(outcome.errors)")
        #expect(try place.text("run/experiment.yaml").contains("  path: new/place\n"))
        #expect(try place.text("run/data.json").contains(place.path("new/place")))
        let changed = try place.times(of: "run").filter { before[$0.key] != $0.value }.keys.sorted()
        #expect(changed == ["data.json", "experiment.yaml"], "\(changed)")
        #expect(try await place.tessera(["evaluate", "run"]).run().status == 0)
    }
}
