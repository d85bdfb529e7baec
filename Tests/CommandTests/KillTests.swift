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
        #expect(try await place.train("--output", "whole").status == 0)
        let whole = try place.bits(of: "whole")

        var (kills, run) = (0, 0)
        // How long a command may live at most: shorter where it ended before its signal, so that signals hit it however
        // busy the machine is, and longer after a hit, so that it gets on.
        var longest = 2.0
        while kills < Self.kills {
            run += 1
            var moments: [String] = []
            var status: Int32 = -1
            while status != 0 {
                let signal = [SIGKILL, SIGKILL, SIGTERM, SIGINT][kills % 4]
                var command = place.tessera([
                    "train", "experiment.yaml", "--output", "run-\(run)", "--resume", "--workers", "\(1 + kills % 3)",
                ])
                let moment = Double.random(in: 0.02...1) * longest
                command.signalAfter = (moment, signal)
                moments.append("signal \(signal) after \(moment) s")
                let outcome = try await command.run()
                status = outcome.status
                // Before it listens to signals it simply ends.
                #expect([0, 128 + signal].contains(status), "\(moments): \(outcome.errors)")
                kills += status == 0 ? 0 : 1
                // Not below the time that it takes to begin: until it listens, Ctrl-C may be ignored.
                longest = max(1, longest * (status == 0 ? 0.8 : 1.1))
                try #require(moments.count < 100 && run < 10 * Self.kills, "\(moments)")
            }
            #expect(try place.bits(of: "run-\(run)") == whole, "\(moments)")
        }
    }
}
