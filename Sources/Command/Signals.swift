import Dispatch
import Foundation
import Synchronization
import TesseraPrediction
import TesseraRuns
import TesseraStrategies
import TesseraTraining

/// Turns Ctrl-C and a request to terminate into an orderly stop of what is being done; the second one, or one that
/// comes where nothing is, ends the process at once.
enum Signals {
    private static let stop = Mutex<StopFlag?>(nil)

    /// For the life of the process: on Linux libdispatch puts its handler in place only where a signal is watched for
    /// the first time.
    // Unsafe by its type alone: no one touches them again.
    nonisolated(unsafe) private static let sources = [SIGINT, SIGTERM].map { number in
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { receive(number) }
        source.resume()
        return source
    }

    /// Has the next signal ask `flag` for a stop.
    static func watch(for flag: StopFlag) {
        stop.withLock { $0 = flag }
        _ = sources
    }

    /// Nothing is being done any more that could be stopped.
    static func forget() { stop.withLock { $0 = nil } }

    private static func receive(_ number: Int32) {
        let asked = stop.withLock { flag in
            defer { flag = nil }
            return flag
        }
        guard let asked else { return end(by: number) }
        printError("stopping after this batch; once more to stop at once")
        asked.set(signal: number)
    }

    /// Ends the process as if the signal had never been watched.
    private static func end(by number: Int32) {
        signal(number, SIG_DFL)
        // libdispatch blocks what it watches in its threads.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(number)
    }
}
