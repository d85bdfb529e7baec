import Synchronization
import Testing

@testable import TesseraTorch

struct CrewTests {
    /// Whatever its size, results come in order, and job i is done by the same thread each time.
    @Test(arguments: [1, 2, 3, 5]) func resultsInOrder(count: Int) throws {
        let crew = try Crew(count, threads: 1)
        #expect(crew.count == count)
        for jobs in [0, 1, 4, 7] {
            for _ in 0..<50 {
                #expect(try crew.map(jobs) { $0 * $0 } == (0..<jobs).map { $0 * $0 })
            }
        }
    }

    /// Each member's gradients and random settings are its own: gradients found side by side are those found alone.
    @Test func gradientsSideBySide() throws {
        func gradients(_ crew: Crew) throws -> [[Float]] {
            let leaves = try (0..<4).map { index in
                let leaf = try Tensor(
                    (0..<64).map { Float($0 * (index + 1)).truncatingRemainder(dividingBy: 7) }, shape: [8, 8])
                try leaf.setRequiresGradient(true)
                return leaf
            }
            return try crew.map(4) { index in
                try leaves[index].logSoftmax(axis: 1).exp().sum().backward(nil)
                try (leaves[index] * leaves[index]).sum().backward()
                return try #require(try leaves[index].gradient).floats
            }
        }
        #expect(try gradients(Crew(3, threads: 1)) == gradients(.alone))
    }

    /// What the caller has set of autocast and recording holds for all its jobs, and for them alone.
    @Test func jobsTakeOnModes() throws {
        let crew = try Crew(3, threads: 1)
        let weight = try Tensor.full([4, 4], 0.5)
        try weight.setRequiresGradient(true)
        func modes() throws -> [[Bool]] {
            try crew.map(3) { _ in
                let product = try Tensor.full([2, 4], 1).linear(weight: weight)
                return [try product.type == .bfloat16, try product.requiresGradient]
            }
        }
        let plain = [[Bool]](repeating: [false, true], count: 3)
        #expect(try modes() == plain)
        #expect(try withAutocast(to: .bfloat16, on: .cpu) { try modes() } == plain.map { _ in [true, true] })
        #expect(try withoutGradient { try modes() } == plain.map { _ in [false, false] })
        #expect(try modes() == plain)
    }

    /// All jobs end before the first error by number is thrown.
    @Test func errors() throws {
        struct Wrong: Error, Equatable { let job: Int }
        let ended = Mutex(0)
        #expect(throws: Wrong(job: 1)) {
            try Crew(2, threads: 1).map(6) { job in
                ended.withLock { $0 += 1 }
                if job % 2 == 1 { throw Wrong(job: job) }
            }
        }
        #expect(ended.withLock { $0 } == 6)
    }
}
