import Foundation
import Testing

/// A run knows its own samples wherever they lie, and is measured on those that it was not trained on.
@Suite struct OwnDataTests {
    /// What `evaluate --json` prints.
    private struct Told: Decodable, Equatable {
        struct Strategy: Decodable, Equatable {
            let accuracy: Double
            let loss: Double?
            let interval: [Double]
        }
        let part: String
        let samples: Int
        let trainedOn: Int?
        let strategies: [Strategy]
    }

    private func evaluated(_ place: Workplace, _ arguments: String...) async throws -> Told {
        let outcome = try await place.tessera(["evaluate", "run", "--json"] + arguments).run()
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(arguments): \(outcome.errors)")
        return try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8))
    }

    private func trained() async throws -> Workplace {
        let place = try Workplace()
        try place.writePictures(to: "data")
        let outcome = try await place.trainOnPictures()
        #expect(outcome.status == 0, "\(outcome.errors)")
        return place
    }

    @Test func `a run keeps the hash and part of each sample`() async throws {
        let place = try await trained()
        let lines = try place.text("run/samples.csv").split(separator: "\n")
        #expect(lines.first == "part,hash" && lines.count == 11)
        #expect(lines.dropFirst().allSatisfy { $0.wholeMatch(of: /(training|validation),[0-9a-f]{16}/) != nil })
        #expect(lines.count { $0.hasPrefix("validation") } == 2 && Set(lines).count == 11)
    }

    @Test func `own data are known under any name, and measured on their validation part`() async throws {
        let place = try await trained()
        let own = try await evaluated(place)
        #expect(own.part == "validation" && own.samples == 2 && own.trainedOn == 0)
        // Case A: the same folder, in three spellings.
        for path in ["data", "./run/../data/", place.path("data")] {
            #expect(try await evaluated(place, "--data", path) == own)
        }
        // Case B: moved; then with other names, in another order.
        try place.move("data", to: "moved")
        #expect(try await evaluated(place, "--data", "moved") == own)
        for name in ["bus", "car"] {
            for index in 0..<5 { try place.move("moved/\(name)/\(index).pgm", to: "renamed/\(name)/x\(9 - index).pgm") }
        }
        let renamed = try await evaluated(place, "--data", "renamed")
        #expect(renamed.samples == 2 && renamed.trainedOn == 0)
        #expect(renamed.strategies.map(\.accuracy) == own.strategies.map(\.accuracy))
        let told = try await place.tessera(["evaluate", "run", "--data", "renamed"]).run()
        #expect(told.output.hasPrefix("2 samples: validation; renamed holds the run's own data\n"), "\(told.output)")
    }

    @Test func `samples that were trained on are counted`() async throws {
        let place = try await trained()
        try place.writePictures(to: "new", count: 3, seed: 2)
        let new = try await evaluated(place, "--data", "new")
        #expect(new.part == "new" && new.samples == 6 && new.trainedOn == 0)
        // All of the run's and some that are new.
        for name in ["bus", "car"] {
            for index in 0..<5 { try place.move("data/\(name)/\(index).pgm", to: "new/\(name)/own\(index).pgm") }
        }
        let mixed = try await evaluated(place, "--data", "new")
        #expect(mixed.part == "new" && mixed.samples == 16 && mixed.trainedOn == 8)
        let told = try await place.tessera(["evaluate", "run", "--data", "new"]).run()
        #expect(told.output.hasPrefix("16 samples: new; 8 of them equal samples that the run was trained on\n"))
        // A part of the run's own.
        for name in ["bus", "car"] {
            for index in 0..<4 { try place.move("new/\(name)/own\(index).pgm", to: "part/\(name)/\(index).pgm") }
        }
        let part = try await place.tessera(["evaluate", "run", "--data", "part"]).run()
        let heading = part.output.prefix { $0 != "\n" }
        #expect(
            heading.contains("of the run's 2; part holds 8 of the 10 samples of its own data")
                || heading == "8 samples: part; 8 of them equal samples that the run was trained on", "\(heading)")
    }

    @Test func `without hashes a run says that it cannot tell`() async throws {
        let place = try Workplace()
        try place.writePictures(to: "data")
        #expect(try await place.trainOnPictures("--set", "data.fingerprints=false").status == 0)
        #expect(!place.exists("run/samples.csv"))
        let outcome = try await place.tessera(["evaluate", "run", "--data", "data"]).run()
        #expect(outcome.status == 0 && outcome.output.hasPrefix("10 samples: data\n"), "\(outcome.output)")
        #expect(outcome.errors.contains("note: data has as many samples"), "\(outcome.errors)")
        // Its own are known by mean and deviation.
        #expect(try await place.tessera(["evaluate", "run"]).run().output.hasPrefix("2 samples: validation\n"))
        try place.move("data", to: "moved")
        try place.writePictures(to: "data", seed: 2)
        let other = try await place.tessera(["evaluate", "run"]).run()
        #expect(other.status == 65 && other.errors.contains("data is not the run's data"), "\(other.errors)")
        expectClear(other)
        // The key may change where a training goes on.
        let more = ["--resume", "--set", "strategies=[average, majority]", "--set", "data.path=moved"]
        #expect(try await place.tessera(["train", "e.yaml", "--output", "run"] + more).run().status == 0)
        #expect(try place.text("run/samples.csv").split(separator: "\n").count == 11)
    }
}
