import TesseraRandomness
import Testing

struct RandomKeyTests {
    @Test("The numbers are the same for ever") func reference() {
        let key = RandomKey(seed: 1)
        #expect(key.value == 0x910a_2dec_8902_5cc1)
        #expect(key.derived("shuffle").value == 0xba83_11cd_523a_27f7)
        #expect(key.derived(7).value == 0xb8f2_91dc_eb89_10df)
        #expect(key.derived("shuffle").derived(7).permutation(of: 8) == [5, 6, 2, 3, 4, 7, 0, 1])
    }

    @Test func equalPathsGiveEqualKeysAndOthersDiffer() {
        let key = RandomKey(seed: 1)
        #expect(key.derived("a").derived(2) == RandomKey(seed: 1).derived("a").derived(2))
        var keys: Set<RandomKey> = [key, RandomKey(seed: 0), RandomKey(seed: 2)]
        for index in -50..<50 {
            keys.insert(key.derived(index))
            keys.insert(key.derived("\(index)"))
            keys.insert(key.derived("a").derived(index))
            keys.insert(key.derived(index).derived("a"))
        }
        #expect(keys.count == 3 + 4 * 100)
    }

    @Test("Neighbouring indices give keys that differ in about half their bits") func mixing() {
        let key = RandomKey(seed: 3)
        let flips = (0..<1000).map { (key.derived($0).value ^ key.derived($0 + 1).value).nonzeroBitCount }
        let mean = Double(flips.reduce(0, +)) / 1000
        #expect(abs(mean - 32) < 1)
    }

    @Test(arguments: [0, 1, 2, 3, 100]) func permutationHoldsEachNumberOnce(count: Int) {
        #expect(RandomKey(seed: 5).permutation(of: count).sorted() == Array(0..<count))
    }

    @Test func everyOrderIsEquallyLikely() {
        let key = RandomKey(seed: 9)
        var counts: [[Int]: Int] = [:]
        for draw in 0..<6000 {
            counts[key.derived(draw).permutation(of: 3), default: 0] += 1
        }
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
    }
}
