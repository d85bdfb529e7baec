import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

struct SharedBatchesTests {
    /// Shares make up the batch, in order, and nobody has a single sample beside others.
    @Test(arguments: [1, 2, 3, 5], [1, 2, 3, 5, 6, 9, 10, 11, 128]) func areTheBatch(processes: Int, count: Int) {
        let samples = (100..<100 + count).map { $0 }[...].dropFirst(0)
        let shares = (0..<processes).map { rank in
            SharedBatches(
                source: VectorBatches([], features: 1, labels: []), rank: rank, processes: processes
            ).share(of: samples)
        }
        #expect(Array(shares.joined()) == Array(samples))
        let sizes = shares.map(\.count).filter { $0 > 0 }
        #expect(sizes.count == 1 || (sizes.count == processes && sizes.allSatisfy { $0 >= 2 }), "\(sizes)")
    }
}
