import Synchronization

/// Asks everything that trains to stop at the next batch: set by a signal handler.
public final class StopFlag: Sendable {
    private let signal = Atomic<Int32>(0)

    /// A flag that is not set.
    public init() {}

    /// Asks to stop because of a signal's number.
    public func set(signal number: Int32) {
        signal.store(number, ordering: .relaxed)
    }

    /// Throws `Interrupted` once the flag is set.
    public func check() throws {
        let number = signal.load(ordering: .relaxed)
        if number != 0 { throw Interrupted(signal: number) }
    }
}

/// Thrown by a training that was asked to stop; its last checkpoint is on disk.
public struct Interrupted: Error, Sendable {
    /// The signal's number: 2 for Ctrl-C, 15 for termination.
    public let signal: Int32
}
