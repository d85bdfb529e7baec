import Dispatch
import Foundation
import Training

/// Turns Ctrl-C and a request to terminate into an orderly stop; the second one ends the process at once.
final class Signals {
    private let sources: [any DispatchSourceSignal]

    /// Watches until `cancel`.
    init(_ stop: StopFlag) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                printError("stopping after this batch; once more to stop at once")
                stop.set(signal: number)
                signal(SIGINT, SIG_DFL)
                signal(SIGTERM, SIG_DFL)
            }
            source.resume()
            return source
        }
    }

    /// Watches no longer.
    func cancel() {
        for source in sources { source.cancel() }
    }
}
