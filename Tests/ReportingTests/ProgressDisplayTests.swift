import Foundation
import Synchronization
import Testing

@testable import TesseraReporting

/// What a display wrote, and the time it believes in.
private final class Scene: Sendable {
    let writes = Mutex<[String]>([])
    let time = Mutex<Duration>(.zero)

    func display(_ terminal: Terminal? = Terminal { (100, 24) }) -> ProgressDisplay {
        let now: @Sendable () -> Duration = { self.time.withLock { $0 } }
        return ProgressDisplay(terminal: terminal, now: now) { text in self.writes.withLock { $0.append(text) } }
    }

    func wait(_ duration: Duration) { time.withLock { $0 += duration } }

    /// What was written since the last call.
    func new() -> [String] {
        writes.withLock { writes in
            defer { writes = [] }
            return writes
        }
    }
}

extension ProgressDisplay {
    fileprivate func update(_ network: String, share: Double) {
        update(network: network, epoch: 1, epochs: 2, share: share, imagesPerSecond: 7012, secondsLeft: 65)
    }

    fileprivate func endEpoch(_ network: String) {
        endEpoch(
            network: network, epoch: 1, epochs: 2, loss: 0.9134, accuracy: 0.671, validationLoss: nil,
            validationAccuracy: 0.702, imagesPerSecond: 7012)
    }
}

struct ProgressDisplayTests {
    @Test func plainLinesWithoutTerminal() {
        let scene = Scene()
        let display = scene.display(nil)
        display.begin(network: "local 02", epoch: 1, epochs: 2)
        display.update("local 02", share: 0.5)
        display.endEpoch("local 02")
        display.note("a\u{1B}[2J note")
        display.finish(network: "local 02", message: "done")
        display.close()
        display.note("too late")
        let metrics = "loss 0.913   accuracy 0.671   validation 0.702   7,012 img/s   1:05 left"
        #expect(
            scene.new() == ["local 02   epoch 1/2   " + metrics + "\n", "a\\u{1B}[2J note\n", "local 02   done\n"])
    }

    @Test func longEpochsTellEachMinute() {
        let scene = Scene()
        let display = scene.display(nil)
        display.begin(network: "a", epoch: 1, epochs: 2)
        for _ in 0..<8 {
            display.update("a", share: 0.25)
            scene.wait(.seconds(20))
        }
        display.update("a", share: 1)
        let line = "a   epoch 1/2   25 %   7,012 img/s   1:05 left\n"
        #expect(scene.new() == [line, line], "after 60 and 120 of 160 seconds")
        display.endEpoch("a")
        display.update("a", share: 0.5)
        #expect(scene.new().count == 1, "an epoch's line counts, too")
    }

    @Test func linesAreRedrawnInPlaceInOneWrite() {
        let scene = Scene()
        let display = scene.display()
        display.begin(network: "a", epoch: 1, epochs: 2)
        #expect(scene.new() == ["a   epoch 1/2   ──────────\u{1B}[K\n"])
        display.begin(network: "b", epoch: 1, epochs: 2)
        let both = "a   epoch 1/2   ──────────\u{1B}[K\nb   epoch 1/2   ──────────\u{1B}[K\n"
        #expect(scene.new() == ["\r\u{1B}[1A" + both + "\u{1B}[J"])
        display.finish(network: "a", message: "done")
        #expect(scene.new() == ["\r\u{1B}[2A\u{1B}[Ja   done\nb   epoch 1/2   ──────────\u{1B}[K\n\u{1B}[J"])
        display.close()
        #expect(scene.new().count == 1)
        display.update("b", share: 1)
        #expect(scene.new() == [])
    }

    @Test func redrawsAreRare() {
        let scene = Scene()
        let display = scene.display()
        display.begin(network: "a", epoch: 1, epochs: 2)
        for step in 0..<1000 {
            scene.wait(.milliseconds(1))
            display.update("a", share: Double(step) / 1000)
            if step == 500 { display.endEpoch("a") }
        }
        #expect(scene.new().count == 11)
    }

    @Test func aNarrowedWindowIsCleanedUp() {
        let scene = Scene()
        let columns = Mutex(100)
        let display = scene.display(Terminal { (columns.withLock { $0 }, 24) })
        display.begin(network: "a", epoch: 1, epochs: 2)
        columns.withLock { $0 = 20 }
        display.note("x")
        // The old line of 26 characters now takes two rows.
        #expect(scene.new().last?.hasPrefix("\r\u{1B}[2A\u{1B}[Jx\n") == true)
    }

    @Test func strangersAreIgnored() {
        let scene = Scene()
        let display = scene.display(nil)
        display.endEpoch("a")
        display.update("a", share: 1)
        #expect(scene.new() == [])
    }

    @Test func aFailingSinkIsLeftAlone() {
        let calls = Mutex(0)
        let display = ProgressDisplay(terminal: nil) { _ in
            calls.withLock { $0 += 1 }
            throw CancellationError()
        }
        display.note("one")
        display.note("two")
        display.close()
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func threadsMayReportAtTheSameTime() {
        let scene = Scene()
        let display = scene.display(nil)
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            display.begin(network: "\(index)", epoch: 1, epochs: 2)
            for _ in 0..<20 { display.endEpoch("\(index)") }
            display.finish(network: "\(index)", message: "done")
        }
        #expect(scene.new().count == 8 * 21)
    }
}
