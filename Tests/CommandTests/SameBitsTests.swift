import Foundation
import Synchronization
import TestSupport
import Testing

/// An experiment gives the same bits, whatever the number of workers, interrupted or not, in one call or in several.
@Suite struct SameBitsTests {
    @Test(arguments: ["float32", "bfloat16"])
    func withAnyNumberOfWorkers(precision: String) async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment(precision: precision)
        let runs = try await withThrowingTaskGroup(of: RunBits.self) { group in
            for workers in 1...4 {
                group.addTask {
                    let run = "run-\(workers)"
                    let outcome = try await place.train("--workers", "\(workers)", "--output", run)
                    #expect(outcome.status == 0, "\(outcome.errors)")
                    return try place.bits(of: run)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(runs.dropFirst().allSatisfy { $0 == runs[0] })
        #expect(Set(runs[0].weights.values).count == 8, "every network has weights of its own")
    }

    @Test(arguments: [SIGKILL, SIGINT, SIGTERM])
    func whenInterruptedAgainAndAgain(by signal: Int32) async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        async let whole = place.train("--output", "whole")
        var interruptions = 0
        var outcome: Outcome
        repeat {
            let seen = Atomic(0)
            // A later line each time: the moments differ, and each call gets further than the one before.
            let last = 3 + interruptions % 3
            var command = place.tessera(["train", "experiment.yaml", "--output", "run", "--resume"])
            command.onErrorLine = { process, line in
                guard line.contains("epoch"), seen.add(1, ordering: .relaxed).newValue == last else { return }
                kill(process, signal)
            }
            outcome = try await command.run()
            if outcome.status != 0 {
                #expect(outcome.status == 128 + signal, "\(outcome.errors)")
                #expect((signal == SIGKILL) != outcome.errors.contains("continue with the same command and --resume"))
                interruptions += 1
            }
        } while outcome.status == 128 + signal && interruptions < 40
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(interruptions > 0)
        #expect(try await whole.status == 0)
        #expect(try place.bits(of: "run") == place.bits(of: "whole"))
        let left = place.files(below: "run").filter {
            $0.contains("/") && ($0.contains(".tmp") || $0.contains("checkpoint"))
        }
        #expect(left.isEmpty, "leftovers of killed processes")
    }

    /// With levels: their networks' numbers stand behind those of the grid.
    @Test(arguments: [("[]", "0,2", "1,3"), ("[[1, 1], [2, 1]]", "0,4,6", "1,2,3,5")])
    func inSeveralProcesses(levels: String, some: String, others: String) async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        let text = try place.text("experiment.yaml")
        try place.write(
            text.replacing("grid: [2, 2]", with: "grid: [2, 2]\n  levels: \(levels)"), to: "experiment.yaml")
        async let even = place.train("--output", "run", "--only", some)
        async let odd = place.train("--output", "run", "--only", others)
        async let whole = place.train("--output", "whole")
        for outcome in try await [even, odd, whole] { #expect(outcome.status == 0, "\(outcome.errors)") }
        #expect(!place.exists("run/results.json"), "nothing is fused yet")
        let times = try place.times(of: "run").filter { $0.key.hasSuffix("weights.safetensors") }
        let locals = "\(some),\(others)".split(separator: ",").count
        #expect(times.count == locals)

        let last = try await place.train("--output", "run", "--resume")
        #expect(last.status == 0, "\(last.errors)")
        #expect(try place.bits(of: "run", networks: locals + 4) == place.bits(of: "whole", networks: locals + 4))
        for (file, time) in times { #expect(try place.times(of: "run")[file] == time, "\(file) was trained twice") }
    }

    @Test func whoeverReads() async throws {
        let place = try Workplace()
        try place.writeIDX(training: 100)
        try place.writeExperiment()
        #expect(try await place.train("--output", "whole").status == 0)
        for (run, redirection) in ["| head -1", ">&-", ">&- 2>&- <&-"].enumerated() {
            let outcome = try await Command(
                executable: "/bin/bash",
                arguments: [
                    "-c", "set -o pipefail; \"$0\" train experiment.yaml --output \(run) \(redirection)",
                    Command.tessera,
                ], folder: place.path
            ).run()
            #expect(outcome.status == 0, "\(redirection): \(outcome.errors)")
            #expect(try place.bits(of: "\(run)") == place.bits(of: "whole"), "\(redirection)")
        }
    }
}
