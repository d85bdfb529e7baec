import Foundation
import TestSupport
import Testing

/// A call that must be refused: what is wrong about it, and what the refusal must say.
struct Refusal: Sendable, CustomTestStringConvertible {
    /// What is wrong.
    let testDescription: String
    /// The exit status.
    let status: Int32
    /// What the message must contain.
    let words: [String]
    /// Arguments of `tessera`.
    var arguments: [String]
    /// Brings the mistake about, in a folder with a sound data set and experiment.
    var prepare: @Sendable (Workplace) throws -> Void

    init(
        _ what: String, _ status: Int32, arguments: [String] = [], says words: [String],
        prepare: @escaping @Sendable (Workplace) throws -> Void = { _ in }
    ) {
        testDescription = what
        self.status = status
        self.words = words
        self.arguments = arguments
        self.prepare = prepare
    }

    /// `train` with a `--set` for each of `settings`.
    static func setting(_ settings: String..., says words: String...) -> Refusal {
        Refusal(
            settings.joined(separator: " "), 65,
            arguments: ["train", "experiment.yaml"] + settings.flatMap { ["--set", $0] }, says: words)
    }

    /// `train` on a data set with something wrong.
    static func data(
        _ what: String, says words: String..., prepare: @escaping @Sendable (Workplace) throws -> Void
    ) -> Refusal {
        Refusal(what, 65, arguments: ["train", "experiment.yaml"], says: words, prepare: prepare)
    }

    /// Runs it in a folder of its own and checks what every refusal has in common.
    @discardableResult func check() async throws -> Outcome {
        let place = try Workplace()
        try place.writeIDX(training: 20, validation: 10)
        try place.writeExperiment()
        try prepare(place)
        let before = place.files(below: ".")
        let outcome = try await place.tessera(arguments).run()
        #expect(outcome.status == status, "\(outcome.errors)")
        expectClear(outcome)
        for word in words { #expect(outcome.errors.contains(word), "“\(word)” is not in: \(outcome.errors)") }
        #expect(place.files(below: ".") == before, "something was left behind")
        #expect(!place.exists("runs"))
        return outcome
    }
}

/// Checks that a failure is told to people: one sentence, no dump.
func expectClear(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
    let errors = outcome.errors
    #expect(errors.contains("error: "), "no error: \(errors)", sourceLocation: sourceLocation)
    #expect(errors.components(separatedBy: "error: ").count == 2, "\(errors)", sourceLocation: sourceLocation)
    let dumps = [
        "Fatal error", "Optional(", "Error Domain", ".swift:", "Stack dump", "Backtrace", "Thread 0",
        "terminate called",
        "Swift.", "c10::", "NSError", "\u{1B}",
    ]
    for dump in dumps {
        #expect(!errors.contains(dump), "“\(dump)” in: \(errors)", sourceLocation: sourceLocation)
    }
}
