import Foundation
import TestSupport
import Testing

/// What becomes of a command whose standard output cannot be written.
@Suite struct StandardOutputTests {
    /// Runs `tessera ARGUMENTS REDIRECTION` in a shell, whose status is tessera's.
    private func shell(_ place: Workplace, _ arguments: String, _ rest: String) async throws -> Outcome {
        let command = "set -o pipefail; \"$0\" \(arguments) \(rest)"
        return try await Command(
            executable: "/bin/bash", arguments: ["-c", command, Command.tessera], folder: place.path,
            environment: place.tessera([]).environment
        ).run()
    }

    private func trained() async throws -> Workplace {
        let place = try Workplace()
        try place.writePictures(to: "data")
        #expect(try await place.trainOnPictures().status == 0)
        return place
    }

    private static let calls = [
        "evaluate run", "evaluate run --json", "predict run data", "report run", "data data", "--help", "--version",
        "help train", "train --help", "export run --format safetensors --output model.safetensors",
        "train e.yaml --output run --resume", "--generate-completion-script bash",
    ]

    @Test func `a full standard output is told, a closed one is not`() async throws {
        let place = try await trained()
        for call in Self.calls {
            let full = try await shell(place, call, ">/dev/full")
            #expect(full.status == 74, "\(call): \(full.errors)")
            #expect(full.errors.contains("error: standard output cannot be written (No space left"), "\(full.errors)")
            expectClear(full)
            // The reader is gone before anything is written.
            let closed = try await shell(place, call, "> >(exec true)")
            #expect(closed.status == 0 && !closed.errors.contains("error"), "\(call): \(closed.errors)")
            let head = try await shell(place, call, "| head -n 1")
            #expect(head.status == 0 && !head.errors.contains("error"), "\(call): \(head.errors)")
        }
    }

    @Test func `a training goes on to its end`() async throws {
        let place = try await trained()
        for (name, rest, status) in [("full", ">/dev/full", 74), ("closed", "| true", 0)] {
            let outcome = try await shell(place, "train e.yaml --output \(name)", rest)
            #expect(outcome.status == Int32(status), "\(outcome.errors)")
            #expect(try place.results(of: name).strategies.count == 1)
        }
    }

    /// What is printed past the one way is neither cleaned nor missed where it is lost.
    @Test func `nothing is printed but through StandardOutput`() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            count += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.firstMatch(of: /(^|[^A-Za-z.])print\(/) == nil, "\(file.lastPathComponent)")
        }
        #expect(count > 300)
    }
}
