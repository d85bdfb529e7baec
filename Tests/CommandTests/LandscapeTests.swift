import Foundation
import Testing

/// `tessera landscape`.
@Suite struct LandscapeTests {
    @Test(.enabled(if: FashionMNIST.isHere)) func drawsEachModelsSurface() async throws {
        let place = try Workplace()
        try FashionMNIST.write(training: 120, validation: 40, to: place)
        try place.writeExperiment()
        #expect(try await place.train("--output", "run").status == 0)
        let outcome = try await place.tessera(["landscape", "run", "--points", "5", "--samples", "60"]).run()
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        for words in ["global", "coherent", "transfer", "at 0.25", "Picture: run/landscape/surfaces.png"] {
            #expect(outcome.output.contains(words), "\(outcome.output)")
        }
        #expect(
            place.files(below: "run/landscape") == ["coherent.csv", "global.csv", "surfaces.png", "transfer.csv"])
        let lines = try place.text("run/landscape/transfer.csv").split(separator: "\n")
        #expect(lines.count == 26 && lines[0] == "x,y,loss,accuracy" && lines[13].hasPrefix("0.0,0.0,"))
        #expect(try place.read("run/landscape/surfaces.png").prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    }

    @Test func refusals() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        #expect(try await place.train("--output", "run", "--set", "strategies=[average]").status == 0)
        for (arguments, status, message) in [
            (
                ["run"], Int32(65),
                "run has no model with a loss of its own (global, coherent or transfer); it has average"
            ),
            (["run", "--strategies", "transfer"], 65, "run has no trained strategy transfer; it has average"),
            (["run", "--strategies", "average"], 64, "write some of global, coherent, transfer"),
            (["run", "--points", "4"], 64, "--points must be an odd number from 3 to 1001, not 4."),
            (["run", "--radius", "0"], 64, "--radius must be above 0"),
            (["nowhere"], 65, "nowhere holds no run"),
        ] {
            let outcome = try await place.tessera(["landscape"] + arguments).run()
            #expect(outcome.status == status && outcome.errors.contains(message), "\(arguments): \(outcome.errors)")
        }
    }
}
