import Foundation
import Testing

/// How a process ended and what it said.
struct Outcome: Sendable {
    /// The exit status; as in a shell, 128 + N after signal N.
    let status: Int32
    let output: String
    let errors: String

    /// The lines of standard error.
    var errorLines: [Substring] { errors.split(separator: "\n") }
}

/// A call of the command under test.
struct Command: Sendable {
    var executable = Command.tessera
    var arguments: [String]
    /// Where it runs: relative paths begin there.
    let folder: String
    /// Variables put over the environment of the tests.
    var environment: [String: String] = [:]
    /// After this it is killed, and the test fails.
    var secondsAtMost = 120.0
    /// A signal that it gets after some seconds.
    var signalAfter: (seconds: Double, signal: Int32)?
    /// Called with the process's number and each line of its standard error as it comes.
    var onErrorLine: @Sendable (pid_t, String) -> Void = { _, _ in }

    /// The built `tessera`: beside the test bundle, or where the variable `TESSERA` says.
    static var tessera: String {
        ProcessInfo.processInfo.environment["TESSERA"]
            ?? (Bundle.main.executableURL ?? Bundle.main.bundleURL).deletingLastPathComponent().path + "/tessera"
    }

    /// Runs it to its end.
    func run() async throws -> Outcome {
        await Turnstile.shared.enter()
        let result = await withCheckedContinuation { continuation in
            // A thread of its own: waiting must not take one of the pool that all tests share.
            Thread { continuation.resume(returning: Result { try runAndWait() }) }.start()
        }
        await Turnstile.shared.leave()
        return try result.get()
    }

    private func runAndWait() throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()

        let pid = process.processIdentifier
        let limit = DispatchWorkItem { kill(pid, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + secondsAtMost, execute: limit)
        let signalling = DispatchWorkItem { [signalAfter] in _ = signalAfter.map { kill(pid, $0.signal) } }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + (signalAfter?.seconds ?? secondsAtMost), execute: signalling)
        // Both pipes are read at once: a process that fills one while we wait at the other would wait for ever.
        let outputReader = LineReader(output.fileHandleForReading)
        let errorReader = LineReader(errors.fileHandleForReading) { onErrorLine(pid, $0) }
        let outputText = outputReader.finish()
        let errorText = errorReader.finish()
        process.waitUntilExit()
        limit.cancel()
        signalling.cancel()
        let signal = process.terminationReason == .uncaughtSignal
        return Outcome(
            status: process.terminationStatus + (signal ? 128 : 0), output: outputText, errors: errorText)
    }
}
