import Synchronization

/// Asks everything that trains to stop at the next batch: set by a signal handler, or by the clock.
public final class StopFlag: Sendable {
    private let signal = Atomic<Int32>(0)
    private let deadline: ContinuousClock.Instant?

    /// A flag that is not set.
    ///
    /// - Parameter limit: after this time it is; nil: never by itself.
    public init(after limit: Duration? = nil) {
        deadline = limit.map { .now + $0 }
    }

    /// Asks to stop because of a signal's number.
    public func set(signal number: Int32) {
        signal.store(number, ordering: .relaxed)
    }

    /// Asks to stop for the reason for which another flag was set.
    func set(_ reason: Interrupted) {
        switch reason {
        case .signal(let number): set(signal: number)
        // No signal has this number.
        case .timeLimit: set(signal: -1)
        }
    }

    /// Why to stop; nil: go on.
    public var reason: Interrupted? {
        let number = signal.load(ordering: .relaxed)
        if number != 0 { return number < 0 ? .timeLimit : .signal(number) }
        if let deadline, .now >= deadline { return .timeLimit }
        return nil
    }

    /// Throws `Interrupted` once the flag is set.
    public func check() throws {
        if let reason { throw reason }
    }
}

/// Thrown by a training that was asked to stop; where it stopped is on disk.
public enum Interrupted: Error, Sendable, Hashable {
    /// A signal with this number came: 2 for Ctrl-C, 15 for termination.
    case signal(Int32)
    /// The experiment's `training.timeLimit` is over.
    case timeLimit
}
