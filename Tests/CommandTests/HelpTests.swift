import Foundation
import Testing

/// What the command tells about itself and about data.
@Suite struct HelpTests {
    private static let commands = [
        "train", "study", "evaluate", "predict", "report", "export", "landscape", "data", "doctor",
    ]

    @Test(arguments: [["--help"], ["help", "data"]] + commands.map { [$0, "--help"] })
    func help(arguments: [String]) async throws {
        let place = try Workplace()
        let outcome = try await place.tessera(arguments).run()
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        let command = arguments.first { Self.commands.contains($0) } ?? "train"
        #expect(outcome.output.contains("\n  tessera \(command)"), "an example: \(outcome.output)")
        #expect(outcome.output.contains("USAGE: tessera"))
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE") })
        #expect(!lines.contains { $0.hasPrefix("--") }, "no example is broken in two")
        let examples = outcome.output.split(separator: /Examples?:\n/).dropFirst().first?.split(separator: "\n\n").first
        for line in examples?.split(separator: "\n") ?? [] {
            #expect(line.hasPrefix("  tessera \(command)"), "no example is broken in two")
        }
    }

    /// Shells complete commands, options and the values that they may have.
    @Test(arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let place = try Workplace()
        let outcome = try await place.tessera(["--generate-completion-script", shell]).run()
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        for word in Self.commands + ["resume", "strategy", "majority", "cuda"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
    }

    @Test func version() async throws {
        let place = try Workplace()
        let outcome = try await place.tessera(["--version"]).run()
        #expect(outcome.status == 0)
        #expect(
            outcome.output.wholeMatch(
                of: /[0-9]+\.[0-9]+\.[0-9]+ \(libtorch [0-9.]+, (AVX-512 BF16|AVX-512|AVX2|x86-64 without AVX2)\)\n/)
                != nil)
        #expect(outcome.errors.isEmpty)
    }

    @Test(arguments: [false, true])
    func idx(gzipped: Bool) async throws {
        let place = try Workplace()
        try place.writeIDX(training: 40, validation: 20, gzipped: gzipped)
        let names = ["top", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"]
        try place.write(names.joined(separator: "\n"), to: "data/classes.txt")
        let outcome = try await place.tessera(["data", "data", "--grid", "2x2", "--overlap", "1"]).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        for words in ["idx", "40 training", "20 validation", "16 x 16", "9 x 9"] + names {
            #expect(outcome.output.contains(words), "“\(words)” is not in: \(outcome.output)")
        }
    }

    @Test func cifar10() async throws {
        let place = try Workplace()
        try place.writeCIFAR10(count: 8)
        let outcome = try await place.tessera(["data", "data"]).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        for words in ["cifar10", "40 training", "8 validation", "32 x 32", "3 channels", "airplane", "truck"] {
            #expect(outcome.output.contains(words), "“\(words)” is not in: \(outcome.output)")
        }
    }

    @Test func read() async throws {
        let place = try Workplace()
        try place.writeVolumes()
        let outcome = try await place.tessera(["data", "data", "--read"]).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        // Mean and deviation are those of the eight training samples, four of each class.
        for words in ["volumes", "read      10 samples in ", "mean      20.00 of 255", "deviation 10.00"] {
            #expect(outcome.output.contains(words), "“\(words)” is not in: \(outcome.output)")
        }
    }

    @Test func picture() async throws {
        let place = try Workplace()
        try place.writeIDX(training: 40, validation: 20)
        let outcome = try await place.tessera(["data", "data", "--grid", "2x2", "--picture", "boxes.png"]).run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try place.read("boxes.png").starts(with: [0x89, 0x50, 0x4e, 0x47]))

        let refused = try await place.tessera(["data", "data", "--grid", "2x2", "--picture", "none/boxes.png"]).run()
        #expect(refused.status == 74)
        expectClear(refused)
        #expect(refused.errors.contains("none/boxes.png"))
    }

    @Test func trainOnCIFAR10() async throws {
        let place = try Workplace()
        try place.writeCIFAR10(count: 8)
        try place.writeExperiment()
        let outcome = try await place.train("--set", "strategies=[average, cnn-dnn]")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let results = try place.results(of: "runs/tiny")
        #expect(results.classes.first == "airplane" && results.strategies.map(\.strategy) == ["average", "cnn-dnn"])
        #expect(!place.exists("runs/tiny/global") && !place.exists("runs/tiny/transfer"), "only what is needed")
    }

    @Test(arguments: [["none"], ["experiment.yaml"], ["."], ["data", "--grid", "2"], ["data", "--grid", "2y2"]])
    func badFolder(arguments: [String]) async throws {
        try await Refusal("data", 65, arguments: ["data"] + arguments, says: [arguments.last ?? ""]).check()
    }
}
