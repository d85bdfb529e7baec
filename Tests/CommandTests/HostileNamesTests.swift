import Foundation
import TestSupport
import Testing

/// Names of classes, files and keys that steer terminals, break lines, or turn the text beside them.
@Suite struct HostileNamesTests {
    private static let red = "\u{1B}[31mred\nerror: \u{202E}x"
    private static let hidden = "z\u{200B}\u{2066}\u{9B}2J\u{2028}z"

    /// No byte below 0x20 but newlines, and no mark that turns or hides text.
    private func expectClean(_ text: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let bad = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar != "\n"
            case .format, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
        #expect(bad.isEmpty, "\(what): \(bad.map(\.value))", sourceLocation: sourceLocation)
    }

    private func expectCleanStreams(_ outcome: Outcome, _ what: String) {
        expectClean(outcome.output, "output of \(what)")
        expectClean(outcome.errors, "errors of \(what)")
        // The name's second line is none in what is told.
        let lines = (outcome.output + outcome.errors).split(separator: "\n")
        #expect(outcome.status == 0 ? !lines.contains { $0.hasPrefix("error") } : true, "\(what): \(lines)")
        #expect(lines.count { $0.hasPrefix("error") } <= 1, "\(what): \(lines)")
    }

    @Test func `no command lets a name steer the terminal`() async throws {
        let place = try Workplace()
        try place.writePictures(to: "data", classes: [Self.red, Self.hidden])
        let training = try await place.trainOnPictures()
        #expect(training.status == 0, "\(training.errors)")
        expectCleanStreams(training, "train")
        let calls = [
            ["data", "data", "--grid", "2x2"], ["evaluate", "run"], ["evaluate", "run", "--json"],
            ["evaluate", "run", "--positive", Self.red], ["evaluate", "run", "--positive", "\u{1B}]0;x\u{7}"],
            ["evaluate", "run", "--data", "data/\(Self.red)"], ["evaluate", "run", "--data", "none\u{1B}[1m\nx"],
            ["predict", "run", "data"], ["predict", "run", "data", "--json", "--explain"],
            ["predict", "run", "data", "--explain", "--picture", "p\u{1B}[1m\n.png"],
            ["predict", "run", "none\u{202E}"],
            ["report", "run"], ["report", "run", "--output", "page\u{1B}[31m\n.html"],
            ["export", "run", "--format", "onnx", "--output", "model\u{1B}[31m\n.onnx"],
            ["evaluate", "none\n\u{1B}[31m"], ["train", "e.yaml", "--output", "other\u{1B}[1m\nx"],
            ["train", "e.yaml", "--set", "a\u{1B}[1m\nb=1"], ["data", "data", "\u{1B}[1m\nerror: x"],
        ]
        for call in calls {
            let outcome = try await place.tessera(call).run()
            #expect([0, 64, 65].contains(outcome.status), "\(call): \(outcome.errors)")
            expectCleanStreams(outcome, "\(call)")
        }
        expectClean(try place.text("run/report.html"), "report.html")
    }

    @Test func `JSON keeps the real names`() async throws {
        let place = try Workplace()
        try place.writePictures(to: "data", classes: [Self.red, Self.hidden])
        #expect(try await place.trainOnPictures().status == 0)
        for call in [["evaluate", "run", "--json"], ["predict", "run", "data", "--json"]] {
            let outcome = try await place.tessera(call).run()
            expectClean(outcome.output, "\(call)")
            let told = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            let names =
                (told as? [String: Any])?["classes"] as? [String]
                ?? ((told as? [[String: Any]])?.first?["probabilities"] as? [String: Double])?.keys.sorted()
            #expect(names == [Self.red, Self.hidden])
        }
    }

    @Test func `keys and values of an experiment cannot break a message`() async throws {
        let place = try Workplace()
        try place.write(
            #"""
            name: "\e[31m\nerror: x"
            "\e[1m\nerror: key": "\u202E"
            data: {path: "\e]0;\a\n\u2066", format: "\e[31mcat\n"}
            decomposition: {grid: [2, 2]}
            network: {architecture: ["\e[1m\nerror: layer"]}

            """#, to: "e.yaml")
        let outcome = try await place.tessera(["train", "e.yaml"]).run()
        #expect(outcome.status == 65 && outcome.errorLines.count == 5, "\(outcome.errors)")
        expectCleanStreams(outcome, "train")
        try place.write("a: 1\n\u{9}b\u{7F}: [\n", to: "e.yaml")
        expectCleanStreams(try await place.tessera(["train", "e.yaml"]).run(), "no YAML")
    }
}
