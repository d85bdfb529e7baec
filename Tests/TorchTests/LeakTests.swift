import Foundation
import TesseraRandomness
import TestSupport
import Testing

@testable import TesseraTorch

@Suite struct LeakTests {
    /// Handles are counted on the test's own thread, where tensors are made and freed, so other tests do not sway them.
    ///
    /// Memory is the whole process's: a leak grows in every window of steps, other tests only in some, so it is enough
    /// that one window stays small. One leaked activation a step would be 8 MB a window.
    @Test func trainingKeepsNothing() async throws {
        let limit = 4 << 20
        let (handles, growth) = try await onThread {
            try Runtime.setThreads(1)
            let before = Runtime.liveHandlesOfThread
            let growth = try Self.train(windows: 16, steps: 250, until: limit)
            return (Runtime.liveHandlesOfThread - before, growth)
        }
        #expect(handles == 0)
        #expect(growth.min() ?? .max < limit, "bytes by which memory grew in each window: \(growth)")
    }

    /// Trains a small network; returns how many bytes each window of steps added to the process.
    ///
    /// Ends after the first one that added less than `limit`, or all windows.
    private static func train(windows: Int, steps: Int, until limit: Int) throws -> [Int] {
        let key = RandomKey(seed: 5)
        let network = Sequential([
            try Convolution(axes: 2, from: 3, to: 8, key: key.derived(0)), try BatchNorm(8),
            Function { input, _ in try input.relu().maxPool(2).reshape([-1, 8 * 4 * 4]) }, Dropout(0.1),
            try Linear(from: 8 * 4 * 4, to: 4, key: key.derived(3)),
        ])
        let optimizer = try Optimizer(.adam, training: network.state)
        let generator = try Generator(key.derived("dropout"))
        var growth: [Int] = []
        for window in 0...windows {
            let before = try residentBytes()
            let handles = Runtime.liveHandlesOfThread
            for _ in 0..<steps {
                let images = try Tensor.full([32, 3, 8, 8], 0.5).channelsLast()
                try optimizer.clearGradients()
                let loss = try withAutocast(to: .bfloat16, on: .cpu) {
                    try network.forward(images, in: .training(generator))
                }
                .crossEntropy(labels: Tensor([Int](repeating: 1, count: 32)))
                try loss.backward()
                try optimizer.step(learningRate: 0.001)
            }
            #expect(Runtime.liveHandlesOfThread == handles)
            // The first window warms allocator and caches up.
            guard window > 0 else { continue }
            growth.append(try residentBytes() - before)
            if growth[growth.count - 1] < limit { break }
        }
        return growth
    }

    private static func residentBytes() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
        return try #require(Int(pages)) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
