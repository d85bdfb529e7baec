/// What becomes of the values of voxels: numbers from 0 to 255.
///
/// With a window its low end and all below become 0, its high end and all above 255, what lies between is scaled.
/// Values that are not finite become 0. Without a window, whole numbers from 0 to 255 stay as they are, what is no
/// number becomes 0, as programs mark what is outside of the body, and there is nothing else: a scale guessed from a
/// file would differ from file to file.
struct Window: Sendable, Hashable {
    let low: Double
    let high: Double
    private let factor: Double
    private let isGiven: Bool
    /// What is taken from values before they are scaled.
    private let offset: Double

    /// Values as they are, whatever they are, with 0 for those that are not finite.
    static let raw = Window(all: ())

    private init(all: Void) {
        (low, high, isGiven) = (-.greatestFiniteMagnitude, .greatestFiniteMagnitude, true)
        (factor, offset) = (1, 0)
    }

    /// Values as they are.
    init() {
        (low, high, factor, isGiven) = (0, 255, 1, false)
        offset = 0
    }

    /// The window from `low` to `high`, which must be finite and ascend.
    init(_ low: Double, _ high: Double) {
        precondition(low.isFinite && high.isFinite && low < high, "the window \(low) to \(high)")
        (self.low, self.high, isGiven) = (low, high, true)
        factor = 255 / (high - low)
        offset = low
    }

    /// What becomes of `value`; not a number where that needs a window.
    @inline(__always) func scaled(_ value: Double) -> Float {
        // A sum with 2^52 is a whole number: rounding without the C library's call, which this many voxels would feel.
        let isWhole = value == value + 0x1p52 - 0x1p52
        guard isGiven else { return value >= 0 && value <= 255 && isWhole ? Float(value) : value.isNaN ? 0 : .nan }
        guard value.isFinite else { return 0 }
        return Float((min(max(value, low), high) - offset) * factor)
    }
}
