import Dispatch
import Glibc
import Synchronization
import TesseraThreads
import Testing

@Suite struct StartThreadTests {
    @Test func itRunsOnAThreadOfItsOwn() throws {
        let done = DispatchSemaphore(value: 0)
        let isOther = Mutex(false)
        let own = pthread_self()
        try startThread {
            isOther.withLock { $0 = pthread_equal(own, pthread_self()) == 0 }
            done.signal()
        }
        done.wait()
        #expect(isOther.withLock { $0 })
    }

    @Test func asManyAsTheSystemStarts() throws {
        try checkThreads(0)
        try checkThreads(3)
    }

    @Test func whatTheSystemSaysIsTold() {
        let text = ThreadError(code: EAGAIN).description
        #expect(text.contains("Resource temporarily unavailable") && text.contains("ulimit -u"))
    }
}
