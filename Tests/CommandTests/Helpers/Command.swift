import Foundation
import TestSupport
import Testing

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
        let process = try ChildProcess(
            executable, arguments, folder: folder, environment: environment, onErrorLine: onErrorLine)
        let signalling = DispatchWorkItem { [signalAfter] in _ = signalAfter.map { kill(process.id, $0.signal) } }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + (signalAfter?.seconds ?? secondsAtMost), execute: signalling)
        defer { signalling.cancel() }
        return try process.wait(secondsAtMost: secondsAtMost)
    }
}
