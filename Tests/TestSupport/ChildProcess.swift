import Foundation
import Synchronization

/// How a process ended and what it said.
package struct Outcome: Sendable {
    /// The exit status; as in a shell, 128 + N after signal N.
    package let status: Int32
    package let output: String
    package let errors: String

    /// The lines of standard error.
    package var errorLines: [Substring] { errors.split(separator: "\n") }
}

/// A process that a test starts, in a group of its own.
///
/// Not Foundation's: where tests run side by side, a pipe that one of them opens slips into the process that another
/// one starts at that moment, and stays open as long as that lives; who reads it to its end waits for it.
package final class ChildProcess: Sendable {
    package let id: pid_t
    private let (output, errors): (LineReader, LineReader)

    /// Starts a program, its standard input empty.
    ///
    /// - Parameters:
    ///   - executable: its path, or a name that is looked for in `PATH`.
    ///   - arguments: what it is called with.
    ///   - folder: where it runs; by default where the tests do.
    ///   - environment: variables put over those of the tests.
    ///   - onErrorLine: called with the process's number and each line of its standard error as it comes.
    /// - Throws: `ChildError` where it does not start.
    package init(
        _ executable: String, _ arguments: [String], folder: String = ".", environment: [String: String] = [:],
        onErrorLine: @escaping @Sendable (pid_t, String) -> Void = { _, _ in }
    ) throws {
        (id, output, errors) = try Self.starting.withLock { _ in
            try Self.start(executable, arguments, folder, environment, onErrorLine)
        }
    }

    /// Held from the making of a pipe to the start of its process: no other process starts with it.
    private static let starting = Mutex(())

    private static func start(
        _ executable: String, _ arguments: [String], _ folder: String, _ environment: [String: String],
        _ onErrorLine: @escaping @Sendable (pid_t, String) -> Void
    ) throws -> (pid_t, LineReader, LineReader) {
        let (output, errors) = (try Pipe(), try Pipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of libdispatch block signals, and what they start would inherit it.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))

        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var child = pid_t()
        // The shell goes to the folder, and becomes the program.
        let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, executable]
        let code = withCStrings(shell + arguments) { arguments in
            withCStrings(variables) { posix_spawn(&child, shell[0], &actions, &attributes, arguments, $0) }
        }
        for pipe in [output, errors] {
            close(pipe.writing)
            if code != 0 { close(pipe.reading) }
        }
        guard code == 0 else { throw ChildError(program: executable, code: code) }
        return (
            child, LineReader(output.reading) { _ in }, LineReader(errors.reading) { [child] in onErrorLine(child, $0) }
        )
    }

    /// Waits for its end; after so many seconds it is killed.
    ///
    /// What it started and left behind ends with it.
    package func wait(secondsAtMost: Double = 120) throws -> Outcome {
        let limit = DispatchWorkItem { [id] in kill(-id, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + secondsAtMost, execute: limit)
        var ended = siginfo_t()
        while waitid(P_PID, id_t(id), &ended, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        limit.cancel()
        // As long as it is not collected, its number is no other's.
        kill(-id, SIGKILL)
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1, errno == EINTR {}
        guard let output = output.finish(within: 60), let errors = errors.finish(within: 60) else {
            throw ChildError(program: "what process \(id) started goes on with its output open", code: EBUSY)
        }
        let signal = status & 0x7f
        return Outcome(status: signal == 0 ? status >> 8 & 0xff : 128 + signal, output: output, errors: errors)
    }

    /// Starts a program and waits for its end.
    package static func run(_ executable: String, _ arguments: [String]) throws -> Outcome {
        try ChildProcess(executable, arguments).wait()
    }
}

/// A process that could not be started, or whose end was not seen.
package struct ChildError: Error, CustomStringConvertible {
    let program: String
    let code: Int32

    package var description: String { "\(program): \(String(cString: strerror(code)))" }
}

/// The ends of a pipe; a process that starts later has none of them that it is not given.
private struct Pipe {
    let (reading, writing): (Int32, Int32)

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ChildError(program: "a pipe", code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }
}

/// Calls `body` with the texts as C has them: pointers, and nil at the end.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let pointers = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { buffer in
        // Never empty: nil is always there.
        body(buffer.baseAddress.unsafelyUnwrapped)
    }
}
