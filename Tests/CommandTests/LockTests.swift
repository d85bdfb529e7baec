import Foundation
import Testing

@Suite struct LockTests {
    @Test func networkInTrainingElsewhereIsLeftAlone() async throws {
        let place = try Workplace()
        try place.writeIDX(training: 40)
        try place.writeExperiment()
        #expect(try await place.train("--only", "1").status == 0)
        // What another process would hold.
        try place.write("", to: "runs/tiny/local/00/.lock")
        let lock = open(place.path("runs/tiny/local/00/.lock"), O_RDWR | O_CLOEXEC)
        #expect(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)

        for arguments in [["--resume"], ["--only", "0,1"]] {
            let outcome = try await place.tessera(["train", "experiment.yaml"] + arguments).run()
            #expect(outcome.status == 75)
            expectClear(outcome)
            #expect(outcome.errors.contains("runs/tiny/local/00") && outcome.errors.contains("another process"))
            #expect(place.files(below: "runs/tiny/local/00") == [".lock"])
        }
        let neighbour = try await place.train("--only", "2")
        #expect(neighbour.status == 0, "other networks may be trained meanwhile: \(neighbour.errors)")

        close(lock)
        let outcome = try await place.train("--resume")
        #expect(outcome.status == 0, "the lock goes with its process: \(outcome.errors)")
    }
}
