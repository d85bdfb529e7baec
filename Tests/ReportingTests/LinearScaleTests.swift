import Foundation
import Testing

@testable import TesseraReporting

struct LinearScaleTests {
    /// Ranges of all sizes, also of one value.
    static let domains: [ClosedRange<Double>] = (0..<200).map { index in
        var generator = SplitMix(state: UInt64(index))
        let size = pow(10, Double(index % 13) - 6)
        let low = (generator.share - 0.5) * size * (index % 3 == 0 ? 100 : 1)
        return low...low + (index % 17 == 0 ? 0 : generator.share * size)
    }

    @Test(arguments: domains) func ticksAreRoundEvenlySpacedAndInside(_ domain: ClosedRange<Double>) {
        let scale = LinearScale(domain, from: 40, to: 300)
        for count in [2, 4, 10] {
            let ticks = scale.ticks(about: count)
            let slack = (scale.domain.upperBound - scale.domain.lowerBound) * 1e-6
            for tick in ticks {
                #expect(tick.value >= scale.domain.lowerBound - slack && tick.value <= scale.domain.upperBound + slack)
            }
            #expect(ticks.count <= count + 1)
            #expect(Set(ticks.map(\.text)).count == ticks.count, "texts tell them apart: \(ticks)")
            #expect(Set(ticks.map { $0.text.split(separator: ".").dropFirst().first?.count ?? 0 }).count <= 1)
            for tick in ticks { #expect(abs((Double(tick.text) ?? .nan) - tick.value) <= slack + 1e-12, "\(tick)") }
            let steps = zip(ticks.dropFirst(), ticks).map { $0.value - $1.value }
            #expect(steps.allSatisfy { abs($0 - steps[0]) <= abs(steps[0]) * 1e-6 })
        }
    }

    @Test(arguments: domains) func placesAreStraightFromEndToEnd(_ domain: ClosedRange<Double>) {
        let scale = LinearScale(domain, from: 300, to: 40)
        #expect(scale(scale.domain.lowerBound) == 300 && abs(scale(scale.domain.upperBound) - 40) < 1e-9)
        let middle = scale.domain.lowerBound + (scale.domain.upperBound - scale.domain.lowerBound) / 2
        #expect(abs(scale(middle) - 170) < 1e-3)
    }

    @Test(arguments: domains) func roundedDomainsHoldTheirValues(_ domain: ClosedRange<Double>) {
        let round = LinearScale.round(domain, about: 4)
        let length = domain.upperBound - domain.lowerBound
        #expect(round.lowerBound <= domain.lowerBound + length * 1e-6)
        #expect(round.upperBound >= domain.upperBound - length * 1e-6)
        #expect(round.upperBound - round.lowerBound <= 4 * max(length, 1e-300))
    }

    @Test func wholeTicks() {
        #expect(LinearScale(1...2, from: 0, to: 1).ticks(about: 6, wholeOnly: true).map(\.text) == ["1", "2"])
        #expect(LinearScale(1...24, from: 0, to: 1).ticks(about: 6, wholeOnly: true).map(\.value) == [5, 10, 15, 20])
    }

    @Test(arguments: 0..<100) func labelsAreSpread(_ seed: Int) {
        var generator = SplitMix(state: UInt64(seed))
        let places = (0..<1 + seed % 8).map { _ in generator.share * 150 + 20 }
        let apart = spread(places, gap: 13, in: 20...170)
        #expect(apart.allSatisfy { $0 >= 20 - 1e-9 && $0 <= 170 + 1e-9 })
        for first in places.indices {
            for second in places.indices where places[first] < places[second] {
                #expect(apart[second] - apart[first] >= 13 - 1e-9)
            }
        }
    }
}

/// Random numbers that are the same each time.
struct SplitMix {
    var state: UInt64

    /// A number from 0 to below 1.
    var share: Double {
        mutating get {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
        }
    }
}
