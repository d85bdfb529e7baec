import Testing

@testable import TesseraReporting

struct FormatTests {
    @Test func accuraciesHaveFourDecimals() {
        #expect(Format.accuracy(0.84618) == "0.8462")
        #expect(Format.accuracy(1) == "1.0000")
        #expect(Format.accuracy(nil) == "-")
        #expect(Format.accuracy(.nan) == "-")
        #expect(Format.decimals(0.9126) == "0.913")
        #expect(Format.decimals(-.infinity) == "-")
    }

    @Test(
        arguments: [
            (0, "0.0 s"), (-3, "0.0 s"), (12.34, "12.3 s"), (59.94, "59.9 s"), (59.96, "1:00"), (245, "4:05"),
            (3599.6, "1:00:00"), (3723, "1:02:03"), (360_000, "100:00:00"), (.nan, "-"), (1e300, "-"),
        ] as [(Double, String)])
    func durations(seconds: Double, text: String) {
        #expect(Format.duration(seconds: seconds) == text)
    }

    @Test(
        arguments: [(0.4, "0 s"), (12.34, "12 s"), (59.6, "1:00"), (65, "1:05"), (.infinity, "-")] as [(Double, String)]
    )
    func remainingTimes(seconds: Double, text: String) {
        #expect(Format.remaining(seconds: seconds) == text)
    }

    @Test(
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-12_345, "-12,345"), (-999, "-999"),
            (.min, "-9,223,372,036,854,775,808"),
        ] as [(Int, String)])
    func counts(number: Int, text: String) {
        #expect(Format.count(number) == text)
    }

    @Test func countsOfRates() {
        #expect(Format.count(rounding: 7011.6) == "7,012")
        #expect(Format.count(rounding: .nan) == "-")
        #expect(Format.count(rounding: 1e300) == "-")
        #expect(Format.count(rounding: nil) == "-")
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"),
        (1_677_721_600, "1.7 GB"), (Int.max, "9.2 EB"),
    ])
    func bytes(count: Int, text: String) { #expect(Format.bytes(count) == text) }
}
