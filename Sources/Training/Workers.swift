import Foundation
import Synchronization
import TesseraThreads
import TesseraTorch

/// One of the threads that jobs run on.
package struct Worker: Sendable, Hashable {
    /// Its number among those that run at once, from 0.
    package let number: Int
    /// What its jobs run on.
    package let device: Device
}

/// Runs independent jobs on threads of their own, a fixed number at a time.
///
/// Real threads rather than the cooperative pool: a job computes for minutes without a pause, and libtorch keeps its
/// thread count and its autograd state per thread.
package struct Workers: Sendable {
    /// How many jobs run at once.
    package let count: Int
    /// What jobs run on; worker i takes device i, round and round.
    package let devices: [Device]

    /// So many jobs at once, on these devices.
    package init(count: Int, devices: [Device]) {
        self.count = count
        self.devices = devices
    }

    /// Does `job` for 0 ..< `jobs`.
    ///
    /// A job that throws does not disturb the others: they end first, then the first error by job number is thrown.
    ///
    /// - Parameters:
    ///   - jobs: how many there are.
    ///   - threads: libtorch's CPU threads of each job.
    ///   - job: called on a worker's thread with the job's number and that worker.
    /// - Returns: what each job returned, in the order of their numbers.
    /// - Throws: what a job threw; `ThreadError` where the system does not start the threads, before any job begins.
    package func map<Result: Sendable>(
        _ jobs: Int, threads: Int, _ job: @escaping @Sendable (Int, Worker) throws -> Result
    ) throws -> [Result] {
        try checkThreads(min(count, jobs) * (threads - 1))
        let next = Atomic(0)
        let results = Mutex<[Swift.Result<Result, any Error>?]>(Array(repeating: nil, count: jobs))
        let group = DispatchGroup()
        // Nobody begins before all are there: a job takes long, and is done in vain where another has no thread.
        let beginning = DispatchSemaphore(value: 0)
        var (started, failure): (Int, ThreadError?) = (0, nil)
        while started < min(count, jobs), failure == nil {
            let worker = Worker(number: started, device: devices[started % devices.count])
            group.enter()
            do throws(ThreadError) {
                try startThread {
                    defer { group.leave() }
                    beginning.wait()
                    while true {
                        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                        guard index < jobs else { return }
                        let result = Swift.Result {
                            try Runtime.setThreads(threads)
                            try Runtime.useOwnStream(on: worker.device)
                            return try job(index, worker)
                        }
                        results.withLock { $0[index] = result }
                    }
                }
                started += 1
            } catch {
                group.leave()
                failure = error
            }
        }
        if failure != nil { next.store(jobs, ordering: .relaxed) }
        for _ in 0..<started { beginning.signal() }
        group.wait()
        if let failure { throw failure }
        return try results.withLock { $0 }.map { result in
            guard let result else { preconditionFailure("a worker ended without a result") }
            return try result.get()
        }
    }
}
