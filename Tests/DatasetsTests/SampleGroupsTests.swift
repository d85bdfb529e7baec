import TesseraRandomness
import Testing

@testable import TesseraDatasets

@Suite struct SampleGroupsTests {
    /// Groups of one class each, of random sizes.
    private func random(_ seed: UInt64, classes: Int, groups: Int) -> (labels: [Int], groups: [Int]) {
        var stream = RandomKey(seed: seed).stream
        var (labels, numbers): ([Int], [Int]) = ([], [])
        for group in 0..<groups {
            for _ in 0...stream.integer(in: 0..<6) {
                labels.append(group % classes)
                numbers.append(group)
            }
        }
        return (labels, numbers)
    }

    @Test(arguments: 1...20) func noGroupIsDivided(seed: UInt64) {
        let (labels, groups) = random(seed, classes: 3, groups: 40)
        let key = RandomKey(seed: seed)
        let held = Samples.heldOut(labels: labels, groups: groups, share: 0.25, key: key)
        let folds = Samples.folds(labels: labels, groups: groups, count: 4, key: key)
        for (_, members) in Dictionary(grouping: labels.indices, by: { groups[$0] }) {
            #expect(Set(members.map { held[$0] }).count == 1 && Set(members.map { folds[$0] }).count == 1)
        }
        // Stratified as well as can be: no class is off by more than its largest group.
        for label in 0..<3 {
            let all = labels.indices.filter { labels[$0] == label }
            let wanted = 0.25 * Double(all.count)
            #expect(abs(Double(all.count { held[$0] }) - wanted) <= 6)
            for fold in 0..<4 { #expect(abs(Double(all.count { folds[$0] == fold }) - wanted) <= 6) }
        }
        #expect(held == Samples.heldOut(labels: labels, groups: groups, share: 0.25, key: key))
        #expect(held != Samples.heldOut(labels: labels, groups: groups, share: 0.25, key: RandomKey(seed: seed + 100)))
    }

    /// Labels by chance a patient: with patients on both sides of the split a network that knows patients is right;
    /// without, nothing can be.
    @Test func patientsStayTogether() {
        var stream = RandomKey(seed: 3).stream
        let ofPatient = (0..<40).map { _ in stream.integer(in: 0..<2) }
        let groups = (0..<160).map { $0 / 4 }
        let labels = groups.map { ofPatient[$0] }
        func shared(_ held: [Bool]) -> Int {
            let known = Set(groups.indices.filter { !held[$0] }.map { groups[$0] })
            return groups.indices.count { held[$0] && known.contains(groups[$0]) }
        }
        let key = RandomKey(seed: 1)
        #expect(shared(Samples.heldOut(labels: labels, groups: groups, share: 0.2, key: key)) == 0)
        #expect(shared(Samples.heldOut(labels: labels, share: 0.2, key: key)) > 25)
    }

    @Test func subsetsKeepTheirGroups() throws {
        let samples = Samples(shape: [1, 1], channels: 1, bytes: [1, 2, 3, 4], labels: [0, 0, 1, 1])
        let grouped = GroupedSamples(samples, ["a", nil, "a", "b"])
        #expect(grouped.groups == [0, 1, 0, 2])
        #expect(SampleSubset(grouped, [3, 2, 0]).groups == [2, 0, 0])
        #expect(samples.groups == nil)
        #expect(try grouped.samples(in: grouped.wholeRegion).bytes == [1, 2, 3, 4])
    }
}
