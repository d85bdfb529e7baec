import Dispatch

/// Makes sure that the system starts `count` more threads: libtorch's own (OpenMP's) end the process where it does not.
package func checkThreads(_ count: Int) throws(ThreadError) {
    guard count > 0 else { return }
    let (end, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    var (started, failure): (Int, ThreadError?) = (0, nil)
    while started < count, failure == nil {
        do throws(ThreadError) {
            try startThread {
                end.wait()
                ended.signal()
            }
            started += 1
        } catch {
            failure = error
        }
    }
    for _ in 0..<started { end.signal() }
    for _ in 0..<started { ended.wait() }
    if let failure { throw failure }
}
