import Foundation
import TestSupport
import Testing

/// TensorBoard reads what a training leaves for it: Python/event_files.py.
@Suite(.enabled(if: Python.path != nil, "\(Python.missing)"))
struct EventFileTests {
    @Test func curvesAreThoseOfTheHistory() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        let keeping = ["--set", "training.keepCheckpoints=1"]
        func train(_ arguments: String...) async throws -> Outcome {
            try await place.tessera(["train", "experiment.yaml"] + arguments + keeping).run()
        }
        // A network that is begun again tells of its epochs twice; so does one that is killed between two files.
        #expect(try await train("--only", "1,2").status == 0)
        try place.remove("runs/tiny/local/02/weights.safetensors")
        var stops = 0
        var outcome: Outcome
        repeat {
            // A little longer each time, so that a busy machine gets to the end as well.
            let minutes = 0.002 + 0.0005 * Double(stops)
            outcome = try await train("--resume", "--set", "training.timeLimit=\(minutes)")
            stops += 1
        } while outcome.status == 75 && stops < 60
        #expect(outcome.status == 0 && !outcome.errors.contains("TensorBoard"), "\(outcome.errors)")
        let files = place.files(below: "runs/tiny").filter { $0.contains("tfevents") }
        #expect(files.filter { $0.hasPrefix("local/02/") }.count > 1)
        #expect(files.filter { !$0.contains("/") }.count == 1)
        try await check(place)

        // More epochs: curves go on, those of networks that rest on others begin anew.
        let more = try await train("--resume", "--set", "training.epochs.local=4")
        #expect(more.status == 0, "\(more.errors)")
        let read = try await place.python("event_files.py", "runs", "tiny").run()
        #expect(read.status == 1 && read.errors.contains("'training.epochs.local': 4"), "\(read.errors)")
    }

    private func check(_ place: Workplace) async throws {
        let read = try await place.python("event_files.py", "runs", "tiny").run()
        #expect(read.status == 0 && read.output == "8 networks, 6 strategies\n", "\(read.output)\(read.errors)")
        // The check can fail: a history that tells of something else.
        let history = try place.text("runs/tiny/global/history.csv")
        defer { try? place.write(history, to: "runs/tiny/global/history.csv") }
        try place.write(history.replacing("\n2,", with: "\n2,1"), to: "runs/tiny/global/history.csv")
        #expect(try await place.python("event_files.py", "runs", "tiny").run().status == 1)
    }
}
