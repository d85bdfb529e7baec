import Foundation

/// Where values lie in a chart: a straight line from a range of values to one of pixels.
struct LinearScale {
    /// The values from end to end.
    let domain: ClosedRange<Double>
    /// The pixels of the domain's ends; the first may be the larger.
    let start, end: Double

    /// A scale of these values; where they are all the same, that value lies in the middle.
    init(_ domain: ClosedRange<Double>, from start: Double, to end: Double) {
        self.domain =
            domain.lowerBound < domain.upperBound ? domain : domain.lowerBound - 0.5...domain.lowerBound + 0.5
        (self.start, self.end) = (start, end)
    }

    func callAsFunction(_ value: Double) -> Double {
        start + (end - start) * (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    }

    /// Round values inside of the domain, about `count` of them, and their texts, all with the same decimals.
    func ticks(about count: Int, wholeOnly: Bool = false) -> [(value: Double, text: String)] {
        let step = Self.roundStep((domain.upperBound - domain.lowerBound) / Double(max(count, 1)), wholeOnly)
        let first = (domain.lowerBound / step - 1e-9).rounded(.up)
        let last = (domain.upperBound / step + 1e-9).rounded(.down)
        guard first <= last else { return [] }
        let places = max(0, -Int(log10(step).rounded(.down)))
        return stride(from: first, through: last, by: 1).map { index in
            // -0.0 would read "-0".
            let value = index == 0 ? 0 : index * step
            return (value, Format.decimals(value, places))
        }
    }

    /// The domain grown to round values on both sides.
    static func round(_ values: ClosedRange<Double>, about count: Int) -> ClosedRange<Double> {
        guard values.lowerBound < values.upperBound else { return values }
        let step = roundStep((values.upperBound - values.lowerBound) / Double(max(count, 1)), false)
        let lower = (values.lowerBound / step + 1e-9).rounded(.down) * step
        let upper = (values.upperBound / step - 1e-9).rounded(.up) * step
        return lower...max(upper, lower + step)
    }

    /// The number of the form 1, 2 or 5 times a power of ten that is next to `step` or above.
    private static func roundStep(_ step: Double, _ wholeOnly: Bool) -> Double {
        guard step > 0, step.isFinite else { return 1 }
        let power = pow(10, log10(step).rounded(.down))
        let factor = [1, 2, 5, 10].first { $0 * power >= step * (1 - 1e-9) } ?? 10
        return wholeOnly ? max(1, factor * power) : factor * power
    }
}

/// Moves places apart until each is `gap` from the next, inside of `range` where there is room; in the given order.
func spread(_ places: [Double], gap: Double, in range: ClosedRange<Double>) -> [Double] {
    let order = places.indices.sorted { places[$0] < places[$1] }
    var result = places
    var previous = range.lowerBound - gap
    for index in order {
        result[index] = max(places[index], previous + gap)
        previous = result[index]
    }
    var next = range.upperBound + gap
    for index in order.reversed() {
        result[index] = min(result[index], next - gap)
        next = result[index]
    }
    return result
}
