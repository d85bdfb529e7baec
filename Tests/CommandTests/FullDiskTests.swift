import Foundation
import Testing

/// What cannot be written is told, and what was there stays.
@Suite struct FullDiskTests {
    /// A limit on the size of files stands for a full disk: the same refusal in the middle of a file.
    @Test func checkpointsThatDoNotFitAreToldAndLoseNothing() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        #expect(try await place.train("--output", "whole").status == 0)
        #expect(try await place.train("--output", "run", "--only", "0").status == 0)
        let before = try place.times(of: "run")
        for kilobytes in [1, 4, 16] {
            let outcome = try await Command(
                executable: "/bin/bash",
                arguments: [
                    "-c", "ulimit -f \(kilobytes); exec \"$0\" train experiment.yaml --output run --resume",
                    Command.tessera,
                ], folder: place.path
            ).run()
            #expect(outcome.status == 74, "\(outcome.errors)")
            expectClear(outcome)
            #expect(outcome.errors.contains("/run/") || outcome.errors.contains("run/"))
            #expect(!place.files(below: "run").contains { $0.contains(".tmp") })
        }
        let after = try place.times(of: "run")
        for (file, time) in before where file.hasPrefix("local/00") { #expect(after[file] == time, "\(file)") }
        #expect(try await place.train("--output", "run", "--resume").status == 0)
        #expect(try place.bits(of: "run") == place.bits(of: "whole"))
    }

    @Test func aRunFolderRemovedUnderItIsTold() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        var command = place.tessera(["train", "experiment.yaml", "--output", "run"])
        let run = place.path("run")
        command.onErrorLine = { _, line in
            if line.contains("epoch") { try? FileManager.default.removeItem(atPath: run) }
        }
        let outcome = try await command.run()
        #expect(outcome.status == 74, "\(outcome.errors)")
        expectClear(outcome)
    }
}
