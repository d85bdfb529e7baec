import Foundation
import Synchronization
import TesseraTorch
import Testing
import TrainingSupport

@testable import TesseraTraining

@Suite struct WorkersTests {
    struct Failure: Error, Equatable { let job: Int }

    @Test(arguments: [1, 2, 3, 20]) func givesResultsInOrder(workers: Int) throws {
        let results = try Workers(count: workers, devices: [.cpu]).map(11, threads: 1) { job, _ in
            Thread.sleep(forTimeInterval: Double(11 - job) / 2000)
            return job * job
        }
        #expect(results == (0..<11).map { $0 * $0 })
    }

    @Test func noMoreAtOnceThanAllowed() throws {
        let running = Atomic(0)
        let most = Mutex(0)
        _ = try Workers(count: 2, devices: [.cpu]).map(8, threads: 1) { _, _ in
            let now = running.add(1, ordering: .relaxed).newValue
            most.withLock { $0 = max($0, now) }
            Thread.sleep(forTimeInterval: 0.01)
            running.subtract(1, ordering: .relaxed)
        }
        #expect(most.withLock { $0 } == 2)
    }

    @Test func aJobThatThrowsDoesNotDisturbTheOthers() {
        let done = Mutex<Set<Int>>([])
        #expect(throws: Failure(job: 2)) {
            _ = try Workers(count: 3, devices: [.cpu]).map(9, threads: 1) { job, _ in
                // The later failure happens first; the first by number is told.
                if job == 2 { Thread.sleep(forTimeInterval: 0.02) }
                if job == 2 || job == 4 { throw Failure(job: job) }
                done.withLock { _ = $0.insert(job) }
            }
        }
        #expect(done.withLock { $0 } == [0, 1, 3, 5, 6, 7, 8])
    }

    @Test func jobsHaveTheThreadsOfTheirNetwork() throws {
        for threads in [1, 2] {
            let seen = try Workers(count: 2, devices: [.cpu]).map(4, threads: threads) { _, _ in try Runtime.threads }
            #expect(seen == [threads, threads, threads, threads])
        }
    }
}
