import Glibc
import Synchronization
import TesseraPlainText

/// The live progress of networks that train at the same time, fed with plain values from any thread.
///
/// On a terminal each network in training has one line, redrawn in place at most ten times a second; a network that
/// finishes leaves one lasting line. Anywhere else each finished epoch is a line, and so is each minute of a longer
/// one, without escape codes. While a display
/// is open, whatever else is to appear on the same terminal goes through `note(_:)`.
///
/// Showing progress is never a reason to stop: no call throws, and once the sink fails (a closed pipe, say) the display
/// stays silent for good.
package final class ProgressDisplay: Sendable {
    /// Takes the next piece of output, whole; it must not call the display.
    package typealias Sink = @Sendable (String) throws -> Void

    private struct State: Sendable {
        var networks: [NetworkProgress] = []
        /// The visible widths of the lines that stand on the terminal now.
        var drawn: [Int] = []
        var lastDrawing: Duration?
        var open = true
    }

    private static let interval = Duration.milliseconds(100)
    private static let plainInterval = Duration.seconds(60)

    private let terminal: Terminal?
    private let now: @Sendable () -> Duration
    private let sink: Sink
    private let state = Mutex(State())

    /// A display that writes to `sink`.
    ///
    /// - Parameters:
    ///   - terminal: The terminal behind the sink; nil for plain lines.
    ///   - now: The time since any fixed moment; by default the system's monotonic clock.
    ///   - sink: Called from the threads that report, one at a time.
    package init(terminal: Terminal?, now: (@Sendable () -> Duration)? = nil, sink: @escaping Sink) {
        let start = ContinuousClock.now
        self.terminal = terminal
        self.now = now ?? { ContinuousClock.now - start }
        self.sink = sink
    }

    /// A display on a file descriptor, standard error by default; redrawn in place where that is a terminal.
    package convenience init(descriptor: Int32 = STDERR_FILENO) {
        let writer = DescriptorWriter(descriptor: descriptor)
        self.init(terminal: .attached(to: descriptor)) { try writer.write($0) }
    }

    /// A network starts to train, at `epoch` (counted from 1) of `epochs`.
    package func begin(network: String, epoch: Int, epochs: Int) {
        state.withLock { state in
            let progress = NetworkProgress(
                name: network.printable(), epoch: epoch, epochs: epochs, lastLine: now())
            let known = index(of: network, in: state)
            if let known {
                state.networks[known] = progress
            } else {
                state.networks.append(progress)
            }
            redraw(&state, atOnce: known == nil)
        }
    }

    /// A network is at `share` (0 to 1) of `epoch`; ignored unless it has begun.
    package func update(
        network: String, epoch: Int, epochs: Int, share: Double, imagesPerSecond: Double?, secondsLeft: Double?
    ) {
        state.withLock { state in
            guard let index = index(of: network, in: state) else { return }
            state.networks[index].epoch = epoch
            state.networks[index].epochs = epochs
            state.networks[index].share = share
            state.networks[index].imagesPerSecond = imagesPerSecond
            state.networks[index].secondsLeft = secondsLeft
            if terminal == nil {
                // An epoch's end is told anyway, with more.
                guard share < 1, now() - state.networks[index].lastLine >= Self.plainInterval else { return }
                writeLine(state.networks[index].plainMiddleLine, of: index, &state)
            } else {
                redraw(&state, atOnce: false)
            }
        }
    }

    /// A network has finished `epoch` with these figures; ignored unless it has begun.
    ///
    /// Nil is left out.
    package func endEpoch(
        network: String, epoch: Int, epochs: Int, loss: Double?, accuracy: Double?, validationLoss: Double?,
        validationAccuracy: Double?, imagesPerSecond: Double?
    ) {
        state.withLock { state in
            guard let index = index(of: network, in: state) else { return }
            state.networks[index].epoch = epoch
            state.networks[index].epochs = epochs
            state.networks[index].share = 1
            state.networks[index].loss = loss
            state.networks[index].accuracy = accuracy
            state.networks[index].validationLoss = validationLoss
            state.networks[index].validationAccuracy = validationAccuracy
            state.networks[index].imagesPerSecond = imagesPerSecond
            if terminal == nil {
                writeLine(state.networks[index].plainLine, of: index, &state)
            } else {
                redraw(&state, atOnce: false)
            }
        }
    }

    /// A network is done: its live line goes, and a lasting one with its name and `message` comes.
    package func finish(network: String, message: String) {
        state.withLock { state in
            state.networks.removeAll { $0.name == network.printable() }
            show("\(network.printable())   \(message.printable())", &state)
        }
    }

    /// Shows a lasting line (or several), above the live ones.
    package func note(_ line: String) {
        state.withLock { show(line.printable(keepingNewlines: true), &$0) }
    }

    /// Ends the display: the lines of networks still in training stay as they are, and later calls do nothing.
    package func close() {
        state.withLock { state in
            redraw(&state, atOnce: true)
            state.open = false
        }
    }

    private func index(of network: String, in state: State) -> Int? {
        let name = network.printable()
        return state.networks.firstIndex { $0.name == name }
    }
}

extension ProgressDisplay {
    private func show(_ line: String, _ state: inout State) {
        if let terminal {
            draw(on: terminal, lasting: line, &state)
        } else {
            write(line + "\n", &state)
        }
    }

    private func redraw(_ state: inout State, atOnce: Bool) {
        guard let terminal, !state.networks.isEmpty || !state.drawn.isEmpty else { return }
        if !atOnce, let last = state.lastDrawing, now() - last < Self.interval { return }
        draw(on: terminal, lasting: nil, &state)
    }

    /// Replaces the live lines in one write, so that no half-drawn state is ever seen.
    private func draw(on terminal: Terminal, lasting: String?, _ state: inout State) {
        let columns = max(1, terminal.size().columns)
        // A window made narrower since then has broken the old lines in two or more.
        let up = state.drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
        var frame = up > 0 ? "\r\u{1B}[\(up)A" : ""
        // A lasting line may be wider than the window, so what it may run into is erased first.
        if let lasting { frame += (up > 0 ? "\u{1B}[J" : "") + lasting + "\n" }
        let lines = LiveLines(terminal: terminal).lines(of: state.networks)
        for line in lines { frame += line + "\u{1B}[K\n" }
        if up > 0 { frame += "\u{1B}[J" }
        state.drawn = lines.map(visibleWidth)
        state.lastDrawing = now()
        write(frame, &state)
    }

    private func writeLine(_ line: String, of network: Int, _ state: inout State) {
        state.networks[network].lastLine = now()
        write(line + "\n", &state)
    }

    private func write(_ text: String, _ state: inout State) {
        guard state.open else { return }
        do {
            try sink(text)
        } catch {
            // There is nobody to tell: the place for messages is the one that failed.
            state.open = false
        }
    }
}
