/// The random numbers of one key, one after another (SplitMix64, period 2^64).
///
/// Use its own methods rather than `Int.random(in:using:)` wherever results must stay the same: how the standard
/// library turns bits into numbers may change from one version to the next.
public struct RandomStream: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(state: UInt64) {
        self.state = state
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return mixed(state)
    }

    /// An integer of `range`, each equally likely.
    ///
    /// The range must not be empty.
    public mutating func integer(in range: Range<Int>) -> Int {
        precondition(!range.isEmpty, "a random integer in \(range), which is empty")
        return integer(in: range.lowerBound...range.upperBound - 1)
    }

    /// An integer of `range`, each equally likely.
    public mutating func integer(in range: ClosedRange<Int>) -> Int {
        let span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
        let offset = span == .max ? next() : below(span + 1)
        return range.lowerBound &+ Int(Int64(bitPattern: offset))
    }

    /// A number in `0 ..< 1`, a multiple of 2^-53, each equally likely.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Lemire: Fast random integer generation in an interval (2019).
    ///
    /// The few products that would make some numbers likelier than others are drawn again.
    private mutating func below(_ bound: UInt64) -> UInt64 {
        let surplus = (0 &- bound) % bound
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= surplus { return product.high }
        }
    }
}
