import Testing

@testable import Training

struct PlacementTests {
    /// Every network has a place among the processes, and none could be moved to even out the work.
    @Test(arguments: [1, 2, 3, 4, 7, 32], [1, 2, 3, 5, 8, 40]) func isEven(subdomains: Int, processes: Int) {
        for isGlobal in [false, true] {
            let placement = Placement(
                subdomains: subdomains, isGlobal: isGlobal, isLocal: true, processes: processes)
            #expect((placement.global != nil) == isGlobal && placement.locals.count == subdomains)
            var load = [Int](repeating: 0, count: processes)
            if let global = placement.global { load[global] += subdomains }
            for process in placement.locals { load[process] += 1 }
            let least = load.min() ?? 0
            for process in placement.locals { #expect(load[process] <= least + 1, "\(load)") }
        }
    }

    @Test func onlyWhatIsWanted() {
        let none = Placement(subdomains: 4, isGlobal: false, isLocal: false, processes: 2)
        #expect(none.global == nil && none.locals.isEmpty)
    }
}
