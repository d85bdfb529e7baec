import Foundation
import TestSupport
import Testing

/// A strategy with weights that is no part of the library (Tests/OwnStrategy, two files) does all that the others do.
@Suite struct OwnStrategyTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.writePictures(to: "data", count: 24)
        try place.write(
            """
            name: own
            data: {path: data}
            decomposition: {grid: [2, 2]}
            network: {architecture: vgg3, width: 4}
            strategies: [average, pool, transfer]
            training:
              epochs: {local: 2, transfer: 1, pool: 6}
              learningRate: {pool: 0.05}
              batchSize: 8
              precision: float32
              keepCheckpoints: 1

            """, to: "experiment.yaml")
    }

    private func own(_ arguments: String...) -> Command {
        var command = place.tessera(arguments)
        command.executable = URL(fileURLWithPath: Command.tessera).deletingLastPathComponent().path + "/OwnStrategy"
        return command
    }

    private func succeed(_ arguments: String...) async throws -> Outcome {
        var command = own()
        command.arguments = arguments
        let outcome = try await command.run()
        try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return outcome
    }

    @Test func trainsAndGoesOnAfterKillsToTheSameBits() async throws {
        let whole = try await succeed("train", "experiment.yaml", "--output", "whole")
        #expect(whole.output.contains("\npool "))
        #expect(try place.text("whole/experiment.yaml").contains("pool: 6}"))
        #expect(try place.tensorShapes("whole/pool/weights.safetensors") == ["weight": [1, 4]])
        let history = try place.text("whole/pool/history.csv")
        #expect(history.split(separator: "\n").count == 7)

        // Killed as soon as it says something of its own network, until there is nothing more to say.
        var kills = 0
        var status: Int32 = -1
        while status != 0, kills < 12 {
            var command = own("train", "experiment.yaml", "--output", "run", "--resume")
            command.onErrorLine = { pid, line in if line.contains("pool") { kill(pid, SIGKILL) } }
            status = try await command.run().status
            kills += status == 0 ? 0 : 1
        }
        #expect(kills > 0)
        _ = try await succeed("train", "experiment.yaml", "--output", "run", "--resume")
        #expect(try place.bits(of: "run", networks: 6) == place.bits(of: "whole", networks: 6))
        #expect(try place.results(of: "run").strategies.map(\.strategy) == ["average", "pool", "transfer"])

        // More epochs of what it rests on take it back, and it is trained anew; alone of its own it goes on.
        let before = try place.read("run/pool/weights.safetensors")
        _ = try await succeed(
            "train", "experiment.yaml", "--output", "run", "--resume", "--set",
            "training.epochs={local: 3, transfer: 1, pool: 6}")
        #expect(try place.read("run/pool/weights.safetensors") != before)
    }

    @Test func isReportedPredictedAndExported() async throws {
        _ = try await succeed("train", "experiment.yaml", "--output", "own-2d")
        _ = try await succeed("report", "own-2d")
        let page = try place.text("own-2d/report.html")
        #expect(page.contains("<h3>pool</h3>"), "learning curves")
        #expect(page.components(separatedBy: "pool").count > 8)
        #expect(try await succeed("evaluate", "own-2d").output.contains("\npool "))
        let told = try await succeed("predict", "own-2d", "data/bus", "--strategy", "pool", "--json")
        #expect(told.output.contains("\"strategy\": \"pool\""))
        #expect(try await succeed("predict", "own-2d", "data/bus/0.pgm", "--strategy", "pool", "--explain").status == 0)
        let model = "models/own-2d.pool"
        try FileManager.default.createDirectory(atPath: place.path("models"), withIntermediateDirectories: true)
        for format in ["safetensors", "onnx"] {
            let exported = try await succeed(
                "export", "own-2d", "--strategy", "pool", "--format", format, "--output", "\(model).\(format)")
            #expect(exported.output.contains(": pool, "))
        }
        #expect(try place.tensorShapes("\(model).safetensors")["fusion.weight"] == [1, 4])
        if Python.path != nil {
            try place.write(told.output, to: "\(model).json")
            let outcome = try await place.python("onnx_models.py", "models", "1e-5").run()
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        }
        // Who does not know it says so.
        let unknown = try await place.tessera(["predict", "own-2d", "data/bus/0.pgm"]).run()
        #expect(unknown.status == 65)
        expectClear(unknown)
        #expect(unknown.errors.contains("pool; expected global, average"), "\(unknown.errors)")
    }
}
