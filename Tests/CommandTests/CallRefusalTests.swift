import Foundation
import Testing

/// Wrong calls, and what a sound call cannot have.
@Suite struct CallRefusalTests {
    @Test(arguments: usage) func wrongUsage(_ refusal: Refusal) async throws {
        try await refusal.check()
    }

    @Test(arguments: output) func outputThatCannotBe(_ refusal: Refusal) async throws {
        try await refusal.check()
    }

    @Test func missingDevice() async throws {
        let place = try Workplace()
        try place.writeIDX(training: 20)
        try place.writeExperiment()
        let outcome = try await place.train("--device", "cuda:9223372036854775807")
        #expect(outcome.status == 69)
        expectClear(outcome)
        #expect(outcome.errors.contains("--device cuda:9223372036854775807") && outcome.errors.contains("--device cpu"))
        #expect(!place.exists("runs"))
    }

    @Test(arguments: [["global"], ["average"], ["coherent"]])
    func divergedTraining(strategies: [String]) async throws {
        let place = try Workplace()
        try place.writeIDX(training: 60)
        try place.writeExperiment()
        // Neither batch normalisation nor a unit that dies holds the values back.
        let outcome = try await place.train(
            "--set", "strategies=[\(strategies.joined(separator: ", "))]", "--set", "training.optimizer=sgd",
            "--set", "training.learningRate=1000", "--set", "training.epochs=30", "--set", "network.width=null",
            "--set", "network.architecture=[{convolution: 4}, {convolution: 4}, flatten]")
        #expect(outcome.status == 1, "\(outcome.errors)")
        expectClear(outcome)
        let network = strategies == ["average"] ? "local 00" : strategies[0]
        #expect(
            outcome.errors.contains("error: \(network): the loss is not a number, or far above guessing, in epoch "))
        #expect(outcome.errors.contains("training.learningRate"))
        #expect(!place.files(below: "runs/tiny").contains { $0.hasSuffix("weights.safetensors") })
    }

    /// Of four local networks the first cannot be made; the sentence names it and what would help.
    @Test func memoryThatThereIsNot() async throws {
        let place = try Workplace()
        try place.writeIDX(training: 60)
        try place.writeExperiment()
        let outcome = try await place.train(
            "--set", "strategies=[average]", "--set", "network.width=null", "--set",
            "network.architecture=[{convolution: 65536}, {convolution: 65536}, flatten]")
        #expect(outcome.status == 1, "\(outcome.errors)")
        expectClear(outcome)
        #expect(outcome.errors.contains("error: local 00: memory ran out"))
        #expect(outcome.errors.contains("--workers") && outcome.errors.contains("--resume"))
    }

    private static func call(_ arguments: String..., says words: String...) -> Refusal {
        Refusal(arguments.joined(separator: " "), 64, arguments: arguments, says: words)
    }

    private static func train(_ arguments: String..., says words: String...) -> Refusal {
        Refusal(arguments.joined(separator: " "), 64, arguments: ["train", "experiment.yaml"] + arguments, says: words)
    }

    static let usage: [Refusal] = [
        call("trian", says: "trian", "--help"),
        call("train", says: "<experiment>", "--help"),
        call("train", "a.yaml", "b.yaml", says: "b.yaml"),
        call("data", says: "<path>"),
        call("data", "data", "--overlap", "-1", says: "--overlap"),
        call("data", "data", "--picture", "a.png", says: "--picture", "--grid"),
        call("data", "data", "--overlap", "3", says: "--overlap", "--grid"),
        train("--frobnicate", says: "--frobnicate"),
        train("--output", says: "--output"),
        train("--workers", "0", says: "--workers", "1 or more", "0"),
        train("--workers", "-3", says: "--workers"),
        train("--workers", "two", says: "--workers", "two"),
        train("--device", "nonsense", says: "--device", "nonsense", "cuda"),
        train("--device", "cuda:-1", says: "--device", "cuda:-1"),
        train("--only", "0,x", says: "--only", "0,x", "such as 0,3"),
        train("--only", "1,1", says: "--only", "1,1"),
        train("--only", "4", says: "--only", "4", "0 to 3"),
        train("--only", "0,99999999999", says: "--only", "99999999999", "0 to 3"),
    ]

    private static func output(
        _ what: String, _ status: Int32, _ path: String, says words: String...
    ) -> Refusal {
        Refusal(what, status, arguments: ["train", "experiment.yaml", "--output", path], says: [path] + words)
    }

    static let output: [Refusal] = [
        output("a file", 65, "experiment.yaml", says: "no run", "--output"),
        output("a folder with something else", 65, "data", says: "no run", "--output"),
        output("below a file", 74, "experiment.yaml/run", says: "cannot be written", "Not a directory"),
        output("where nobody may write", 74, "/proc/tessera", says: "cannot be written"),
    ]
}
