import Dispatch
import Foundation
import Synchronization

/// Calls `body` for 0 ..< `count` on all cores, on this thread and on others as far as the system starts any.
///
/// libdispatch's `concurrentPerform` waits for ever where it starts none.
package func onAllCores(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
        let calls = Calls(count, body)
        let group = DispatchGroup()
        for _ in 1..<max(1, min(count, ProcessInfo.processInfo.activeProcessorCount)) {
            group.enter()
            do throws(ThreadError) {
                try startThread {
                    calls.work()
                    group.leave()
                }
            } catch {
                // The others do its share.
                group.leave()
            }
        }
        calls.work()
        group.wait()
        // A thread may still be on its way out, and holds the calls; but no longer what is called.
        calls.forget()
    }
}

/// Calls that threads take one after another.
private final class Calls: Sendable {
    private let count: Int
    private let next = Atomic(0)
    private let body: Mutex<(@Sendable (Int) -> Void)?>

    init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        self.count = count
        self.body = Mutex(body)
    }

    func work() {
        guard let body = body.withLock({ $0 }) else { return }
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            body(index)
        }
    }

    func forget() { body.withLock { $0 = nil } }
}
