import CTesseraTorch
import Foundation
import Synchronization
import TesseraThreads

/// Threads that stay, for jobs of a few milliseconds that come again and again: the parts of one training step.
///
/// Job i is always done by member i mod `count`, of which the first is the thread that calls. Each member has its own
/// number of libtorch's threads; ``withoutGradient(_:)`` and ``withAutocast(to:on:_:)`` hold for jobs as for who calls.
public final class Crew: Sendable {
    /// How many work at once.
    public let count: Int
    private let helpers: [Helper]

    /// A crew of the calling thread alone.
    public static var alone: Crew { Crew(helpers: []) }

    private init(helpers: [Helper]) {
        self.helpers = helpers
        count = helpers.count + 1
    }

    /// A crew that works for the thread that makes it.
    ///
    /// - Parameters:
    ///   - count: how many, the calling thread among them.
    ///   - threads: libtorch's CPU threads of each member.
    /// - Throws: `ThreadError` where the system does not start them.
    public convenience init(_ count: Int, threads: Int) throws {
        precondition(count > 0, "a crew has at least one member, not \(count)")
        if count > 1 { try checkThreads(count * (threads - 1)) }
        var helpers: [Helper] = []
        do {
            for _ in 1..<count { helpers.append(try Helper(threads: threads)) }
        } catch {
            for helper in helpers { helper.give(nil) }
            throw error
        }
        self.init(helpers: helpers)
    }

    deinit {
        for helper in helpers { helper.give(nil) }
    }

    /// The results of `job` for 0 ..< `jobs`, in that order; the first error by job number once all have ended.
    public func map<Result>(_ jobs: Int, _ job: @escaping (Int) throws -> Result) throws -> [Result] {
        if count == 1 { return try (0..<jobs).map(job) }
        let results = Slots<Result>(jobs)
        // Unsafe: tensors and the closure cross threads. Nobody else touches them meanwhile: each job has its own, and
        // this call returns only after all have ended.
        nonisolated(unsafe) let job = job
        let modes = ct_get_modes()
        @Sendable func work(_ member: Int) {
            ct_set_modes(modes)
            for index in stride(from: member, to: jobs, by: count) {
                results.set(index, Swift.Result { try job(index) })
            }
        }
        for (member, helper) in helpers.enumerated() { helper.give { work(member + 1) } }
        work(0)
        for helper in helpers { helper.wait() }
        return try results.all()
    }
}

/// A place for each job's result.
private final class Slots<Value>: @unchecked Sendable {
    // Unchecked: guarded by the mutex, and values go to the one thread that waits for them.
    private var values: [Swift.Result<Value, any Error>?]
    private let mutex = NSLock()

    init(_ count: Int) { values = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ value: Swift.Result<Value, any Error>) { mutex.withLock { values[index] = value } }

    func all() throws -> [Value] {
        try mutex.withLock { values }.map { value in
            guard let value else { preconditionFailure("a job ended without a result") }
            return try value.get()
        }
    }
}

/// One thread that waits for work.
private final class Helper: Sendable {
    private let work = Mutex<(@Sendable () -> Void)?>(nil)
    private let given = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    init(threads: Int) throws {
        try startThread { [self] in
            // What cannot be set is told by the first operation.
            try? Runtime.setThreads(threads)
            while true {
                given.wait()
                guard let job = work.withLock({ $0 }) else { return }
                job()
                done.signal()
            }
        }
    }

    /// Has the thread do this; nil ends it.
    func give(_ job: (@Sendable () -> Void)?) {
        work.withLock { $0 = job }
        given.signal()
    }

    /// Waits until it is done.
    func wait() { done.wait() }
}
