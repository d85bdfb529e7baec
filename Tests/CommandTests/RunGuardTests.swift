import Foundation
import TestSupport
import Testing

/// What keeps a run's folder, and what is around it, from harm.
@Suite struct RunGuardTests {
    private func place() throws -> Workplace {
        let place = try Workplace()
        try place.writeIDX(training: 40, validation: 20)
        try place.writeExperiment()
        return place
    }

    /// Two experiments on a new folder, at once: it is of one of them, whose networks they all are.
    @Test(arguments: [["--only", "0,1"], []])
    func twoExperimentsDoNotMix(_ arguments: [String]) async throws {
        let place = try place()
        for seed in ["1", "2"] {
            #expect(try await place.train("--set", "seed=\(seed)", "--output", "runs/\(seed)").status == 0)
        }
        func begun(_ seed: String, _ folder: String, _ only: String) async throws -> Outcome {
            let only = arguments.isEmpty ? [] : ["--only", only]
            return try await place.tessera(
                ["train", "experiment.yaml", "--set", "seed=\(seed)", "--output", folder] + only
            ).run()
        }
        for round in 0..<3 {
            let folder = "runs/race-\(round)"
            async let first = begun("1", folder, "0,1")
            async let second = begun("2", folder, "2,3")
            let statuses = try await [first, second].map(\.status)
            #expect(statuses.contains(0) && statuses.contains { [65, 75].contains($0) }, "\(statuses)")
            let winner = try place.text("\(folder)/experiment.yaml").contains("seed: 1\n") ? "1" : "2"
            for network in place.files(below: folder) where network.hasSuffix("weights.safetensors") {
                #expect(try place.read("\(folder)/\(network)") == place.read("runs/\(winner)/\(network)"), "\(network)")
            }
        }
    }

    /// A pipe that nobody writes to, in the place of each file of a run.
    @Test(arguments: ["experiment.yaml", "results.json", "data.json", "environment.json", "local/00/history.csv"])
    func aPipeIsNotWaitedFor(file: String) async throws {
        let place = try place()
        try #require(try await place.train("--set", "strategies=[average]").status == 0)
        try place.remove("runs/tiny/\(file)")
        #expect(mkfifo(place.path("runs/tiny/\(file)"), 0o600) == 0)
        for arguments in [["evaluate", "runs/tiny"], ["report", "runs/tiny"]] {
            var command = place.tessera(arguments)
            command.secondsAtMost = 30
            let outcome = try await command.run()
            #expect([0, 65].contains(outcome.status), "\(arguments): \(outcome.errors)")
            if outcome.status != 0 { expectClear(outcome) }
        }
    }

    @Test func whatALinkLeadsToIsLeftAlone() async throws {
        let place = try place()
        try #require(try await place.train("--set", "strategies=[average]").status == 0)
        try place.write("mine", to: "elsewhere/weights.safetensors")
        try place.link("runs/tiny/transfer", to: place.path("elsewhere"))
        let outcome = try await place.train("--resume")
        #expect(outcome.status == 65)
        expectClear(outcome)
        #expect(outcome.errors.contains("runs/tiny/transfer"))
        #expect(place.files(below: "elsewhere") == ["weights.safetensors"])
        #expect(try place.text("elsewhere/weights.safetensors") == "mine")
    }

    /// Nothing takes the place of a device.
    @Test func devicesAreWrittenInto() async throws {
        let place = try place()
        try #require(try await place.train("--set", "strategies=[average]").status == 0)
        let export = ["export", "runs/tiny", "--strategy", "average", "--format", "safetensors", "--output"]
        try #require(try await place.tessera(export + ["model.safetensors"]).run().status == 0)
        try place.link("full", to: "/dev/full")
        let full = try await place.tessera(export + ["full"]).run()
        #expect(full.status == 74)
        expectClear(full)
        try place.link("out", to: "/dev/stdout")
        let outcome = try await place.tessera(export + ["out"]).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("__metadata__"))
        for name in ["full", "out"] {
            #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: place.path(name))) != nil, "\(name)")
        }
    }

    @Test func weightsThatAreNoNumbersAreNamed() async throws {
        let place = try place()
        try #require(try await place.train("--set", "strategies=[average]").status == 0)
        // The last bytes of the file are a float32, and no hash is asked of a file that has none.
        var bytes = try place.read("runs/tiny/local/00/weights.safetensors")
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xc0, 0x7f])
        let hash = try #require(bytes.firstRange(of: Data("fnv1a64".utf8)))
        bytes.replaceSubrange(hash, with: Data("fnv1a65".utf8))
        try place.write(Array(bytes), to: "runs/tiny/local/00/weights.safetensors")
        for arguments in [["train", "experiment.yaml", "--resume"], ["evaluate", "runs/tiny"]] {
            let outcome = try await place.tessera(arguments).run()
            #expect(outcome.status == 65, "\(outcome.errors)")
            expectClear(outcome)
            #expect(outcome.errors.contains("local/00/weights.safetensors"))
        }
    }

    /// Threads that the system does not start are told, or done without; never waited for.
    @Test func threadsThatCannotBeStartedAreTold() async throws {
        let place = try Workplace()
        // Pictures, which are decoded on all cores.
        try place.writePictures(to: "data", count: 20)
        try place.writeExperiment()
        var isTold = false
        // From too little for the libraries to enough for all threads and their stacks.
        for megabytes in stride(from: 600, through: 1000, by: 50) {
            var command = Command(
                executable: "/bin/sh",
                arguments: [
                    "-c",
                    "ulimit -v \(megabytes)000; exec \"$0\" train experiment.yaml --workers 40 --output runs/\(megabytes)",
                    Command.tessera,
                        // Where even an allocation of Swift's own fails it crashes; its backtrace, which `swift test` asks for,
                        // would wait for memory.
                ], folder: place.path, environment: ["TESSERA_CACHE": place.cache, "SWIFT_BACKTRACE": "enable=no"])
            command.secondsAtMost = 60
            let outcome = try await command.run()
            #expect(outcome.status != 137, "it waited: \(outcome.errors)")
            if outcome.status == 69, outcome.errors.contains("a thread cannot be started") { isTold = true }
        }
        #expect(isTold)
    }
}
