import Dispatch
import Foundation
import Training

/// Turns Ctrl-C and a request to terminate into an orderly stop; the second one ends the process at once.
final class Signals {
    private let sources: [any DispatchSourceSignal]
    /// What the signals did before.
    private let earlier: [(number: Int32, action: sighandler_t?)]

    /// Watches until `cancel`.
    init(_ stop: StopFlag) {
        let numbers = [SIGINT, SIGTERM]
        earlier = numbers.map { ($0, signal($0, SIG_IGN)) }
        sources = numbers.map { number in
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

    /// Watches no longer; the signals do what they did before.
    func cancel() {
        for source in sources { source.cancel() }
        for (number, action) in earlier { signal(number, action) }
    }
}
