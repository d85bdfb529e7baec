import Foundation
import Synchronization
import TesseraThreads
import Testing

@Suite struct AllCoresTests {
    @Test(arguments: [0, 1, 2, 1000])
    func eachIsCalledOnce(count: Int) {
        let calls = Mutex([Int](repeating: 0, count: count))
        onAllCores(count) { index in calls.withLock { $0[index] += 1 } }
        #expect(calls.withLock { $0 } == Array(repeating: 1, count: count))
    }

    @Test func severalAtOnce() {
        guard ProcessInfo.processInfo.activeProcessorCount > 1 else { return }
        let threads = Mutex<Set<UInt>>([])
        // Each waits until another has come, which takes two.
        onAllCores(2) { _ in
            threads.withLock { _ = $0.insert(UInt(pthread_self())) }
            let deadline = ContinuousClock.now + .seconds(20)
            while threads.withLock({ $0.count }) < 2, .now < deadline { usleep(100) }
        }
        #expect(threads.withLock { $0.count } == 2)
    }
}
