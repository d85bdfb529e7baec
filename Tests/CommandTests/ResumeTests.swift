import Foundation
import TestSupport
import Testing

/// What happens to a folder that holds a run already.
@Suite struct ResumeTests {
    @Test func finishedRunIsRefusedOrShownAgain() async throws {
        let place = try Workplace()
        try place.writeIDX(gzipped: true)
        try place.writeExperiment()
        let first = try await place.train()
        #expect(first.status == 0, "\(first.errors)")
        let times = try place.times(of: "runs/tiny")

        let second = try await place.train()
        #expect(second.status == 65)
        expectClear(second)
        #expect(second.errors.contains("runs/tiny") && second.errors.contains("--resume"))
        #expect(try place.times(of: "runs/tiny") == times, "a refused call changes nothing")

        try place.remove("data")
        let third = try await place.train("--resume")
        #expect(third.status == 0, "\(third.errors)")
        #expect(third.output == first.output, "the data need not be there")
        #expect(try place.times(of: "runs/tiny") == times, "a finished run is shown, not trained again")

        let other = try await place.train(
            "--resume", "--set", "training.epochs.local=2", "--set", "training.augmentation.shift=0", "--set", "seed=7")
        #expect(other.status == 65)
        expectClear(other)
        for key in [
            "seed was 1, now 7", "training.augmentation.shift was 1, now 0", "training.epochs.local was 3, now 2",
        ] { #expect(other.errors.contains(key)) }
        #expect(!other.errors.contains("data.path"))
        #expect(try place.times(of: "runs/tiny") == times)
    }

    @Test func aTimeLimitEndsInAStateToGoOnFrom() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        #expect(try await place.train("--output", "whole").status == 0)
        var stops = 0
        var outcome: Outcome
        repeat {
            // A little longer each time, so that a busy machine gets to the end as well.
            let minutes = 0.002 + 0.0005 * Double(stops)
            outcome = try await place.train("--output", "run", "--resume", "--set", "training.timeLimit=\(minutes)")
            if outcome.status != 0 {
                #expect(outcome.status == 75, "\(outcome.errors)")
                #expect(outcome.errors.contains("the time limit is reached") && outcome.errors.contains("--resume"))
                stops += 1
            }
        } while outcome.status == 75 && stops < 60
        #expect(outcome.status == 0 && stops > 1, "\(stops): \(outcome.errors)")
        #expect(try place.bits(of: "run") == place.bits(of: "whole"))
    }

    @Test func missingResultsAreMadeFromWhatIsTrained() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        _ = try await place.train()
        let bits = try place.bits(of: "runs/tiny")
        let times = try place.times(of: "runs/tiny").filter { $0.key.contains("/") }
        try place.remove("runs/tiny/results.json")
        try place.remove("runs/tiny/transfer/weights.safetensors")

        let again = try await place.train("--resume")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try place.bits(of: "runs/tiny") == bits)
        for (file, time) in try place.times(of: "runs/tiny") where file.hasSuffix("weights.safetensors") {
            #expect((time == times[file]) == (file != "transfer/weights.safetensors"), "\(file)")
        }
    }

    @Test func damagedRunIsNamed() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        _ = try await place.train()
        try place.remove("runs/tiny/results.json")
        try place.write(Array(place.read("runs/tiny/local/01/weights.safetensors").dropLast(5)), to: "short")
        try place.write(Array(place.read("short")), to: "runs/tiny/local/01/weights.safetensors")
        let truncated = try await place.train("--resume")
        #expect(truncated.status == 65)
        expectClear(truncated)
        #expect(truncated.errors.contains("local/01/weights.safetensors"))

        try place.write("{", to: "runs/tiny/results.json")
        let broken = try await place.train("--resume")
        #expect(broken.status == 65)
        expectClear(broken)
        #expect(broken.errors.contains("runs/tiny/results.json"))

        try place.write("name: [", to: "runs/tiny/experiment.yaml")
        let unreadable = try await place.train("--resume")
        #expect(unreadable.status == 65)
        expectClear(unreadable)
        #expect(unreadable.errors.contains("runs/tiny/experiment.yaml:"))
    }
}
