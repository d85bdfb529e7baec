import Foundation
import Testing

/// Runs that are killed at random moments end with the bytes of a run that was left alone.
@Suite struct KillTests {
    /// How many kills; `TESSERA_KILLS` asks for more.
    private static let kills = ProcessInfo.processInfo.environment["TESSERA_KILLS"].flatMap { Int($0) } ?? 24

    @Test func atRandomMoments() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        let start = ContinuousClock.now
        #expect(try await place.train("--output", "whole").status == 0)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let whole = try place.bits(of: "whole")

        var (kills, run) = (0, 0)
        while kills < Self.kills {
            run += 1
            var moments: [String] = []
            var status: Int32 = -1
            while status != 0 {
                let signal = [SIGKILL, SIGKILL, SIGTERM, SIGINT][kills % 4]
                var command = place.tessera([
                    "train", "experiment.yaml", "--output", "run-\(run)", "--resume", "--workers", "\(1 + kills % 3)",
                ])
                // Longer from time to time, so that it gets to the end at last.
                let moment = Double.random(in: 0.05...1) * seconds * (moments.count < 12 ? 1 : 3)
                command.signalAfter = (moment, signal)
                moments.append("signal \(signal) after \(moment) s")
                let outcome = try await command.run()
                status = outcome.status
                // Before it listens to signals it simply ends.
                #expect([0, 128 + signal].contains(status), "\(moments): \(outcome.errors)")
                if status != 0 { kills += 1 }
                try #require(moments.count < 60, "\(moments)")
            }
            #expect(try place.bits(of: "run-\(run)") == whole, "\(moments)")
        }
    }
}
