import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

struct PlacementTests {
    /// Every network has a place among the processes, and none could be moved to even out the work.
    @Test(arguments: [1, 2, 3, 4, 7, 32], [1, 2, 3, 5, 8, 40]) func isEven(subdomains: Int, processes: Int) {
        for isGlobal in [false, true] {
            let placement = Placement(
                subdomains: subdomains, isGlobal: isGlobal, isLocal: true, processes: processes)
            #expect(placement.global.count == (isGlobal ? 1 : 0) && placement.locals.count == subdomains)
            #expect(placement.locals.allSatisfy { $0.count == 1 })
            var load = [Int](repeating: 0, count: processes)
            for process in placement.global { load[process] += subdomains }
            for process in placement.locals.joined() { load[process] += 1 }
            let least = load.min() ?? 0
            for process in placement.locals.joined() { #expect(load[process] <= least + 1, "\(load)") }
            #expect(placement.idle(of: processes) == load.count { $0 == 0 })
        }
    }

    /// Where batches are shared, every process has one local network, and no network has two more than another.
    @Test(arguments: [1, 2, 3, 4], [1, 2, 3, 5, 8]) func sharesBatches(subdomains: Int, processes: Int) {
        let placement = Placement(
            subdomains: subdomains, isGlobal: true, isLocal: true, processes: processes, sharesBatches: true)
        guard processes > subdomains else {
            #expect(placement == Placement(subdomains: subdomains, isGlobal: true, isLocal: true, processes: processes))
            return
        }
        #expect(placement.global == Array(0..<processes) && placement.idle(of: processes) == 0)
        #expect(placement.locals.joined().sorted() == Array(0..<processes))
        let sizes = placement.locals.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "\(sizes)")
    }

    @Test func onlyWhatIsWanted() {
        let none = Placement(subdomains: 4, isGlobal: false, isLocal: false, processes: 2)
        #expect(none.global.isEmpty && none.locals.isEmpty)
    }
}
