import Synchronization

/// Asks everything that trains to stop at the next batch: set by a signal handler, or by the clock.
public final class StopFlag: Sendable {
    private let signal = Atomic<Int32>(0)
    private let deadline: Mutex<ContinuousClock.Instant?>

    /// A flag that is not set.
    ///
    /// - Parameter deadline: from then on it is; nil: never by itself.
    public init(at deadline: ContinuousClock.Instant? = nil) {
        self.deadline = Mutex(deadline)
    }

    /// Sets the flag from `time` on, or from the time that it had before, whichever is sooner.
    package func set(at time: ContinuousClock.Instant) {
        deadline.withLock { $0 = min($0 ?? time, time) }
    }

    /// Asks to stop because of a signal's number.
    public func set(signal number: Int32) {
        signal.store(number, ordering: .relaxed)
    }

    /// Asks to stop for the reason for which another flag was set.
    package func set(_ reason: Interrupted) {
        set(signal: reason.code)
    }

    /// Why to stop; nil: go on.
    public var reason: Interrupted? {
        if let reason = Interrupted(code: signal.load(ordering: .relaxed)) { return reason }
        if let deadline = deadline.withLock({ $0 }), .now >= deadline { return .timeLimit }
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

extension Interrupted {
    /// The reason as a number, for flags and messages: a signal's own, or one that no signal has.
    package var code: Int32 {
        switch self {
        case .signal(let number): number
        case .timeLimit: -1
        }
    }

    /// The reason that `code` stands for; nil for 0, none.
    package init?(code: Int32) {
        guard code != 0 else { return nil }
        self = code < 0 ? .timeLimit : .signal(code)
    }
}
