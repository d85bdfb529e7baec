/// An explicit key from which random numbers follow: equal keys give equal numbers, on every platform and for ever.
///
/// Nothing in the project draws from a hidden generator. Whoever needs randomness is handed a key, derives one key per
/// purpose, and any number can be had again without replaying what was drawn before:
///
///     let key = RandomKey(seed: 1).derived("shuffle").derived(epoch)
///     let order = key.permutation(of: 50_000)
///
/// The idea is that of JAX (`jax.random.key`, `fold_in`); the mixing function is the finaliser of SplitMix64
/// (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014). Not for cryptography.
public struct RandomKey: Sendable, Hashable {
    /// The key itself, 64 well mixed bits; also a seed for generators of others.
    public let value: UInt64

    private init(value: UInt64) {
        self.value = value
    }

    /// The first key of an experiment.
    ///
    /// Neighbouring seeds give unrelated keys.
    public init(seed: UInt64) {
        value = mixed(seed &+ 0x9e37_79b9_7f4a_7c15)
    }

    /// A key of its own for one purpose, such as `"initial weights"`; the text's UTF-8 bytes decide.
    public func derived(_ purpose: String) -> RandomKey {
        // FNV-1a spreads the text over 64 bits; mixing in the parent afterwards keeps siblings and cousins apart.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in purpose.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return RandomKey(value: mixed(value ^ mixed(hash ^ 0x6a09_e667_f3bc_c908)))
    }

    /// A key of its own for one of many equals, such as an epoch, a sample or a subdomain; any integer will do.
    public func derived(_ index: Int) -> RandomKey {
        let bits = UInt64(bitPattern: Int64(index))
        return RandomKey(value: mixed(value ^ mixed(bits ^ 0xbb67_ae85_84ca_a73b)))
    }

    /// The random numbers of this key, from the first one.
    public var stream: RandomStream {
        RandomStream(state: mixed(value ^ 0x3c6e_f372_fe94_f82b))
    }

    /// The numbers `0 ..< count` in random order, each order equally likely (Fisher and Yates; Knuth's algorithm P).
    ///
    /// Written here rather than left to `shuffled(using:)`, whose order may change with the standard library.
    public func permutation(of count: Int) -> [Int] {
        precondition(count >= 0, "a permutation of \(count) numbers; the count must not be negative")
        var stream = stream
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, stream.integer(in: 0...last))
        }
        return order
    }
}

/// The finaliser of SplitMix64 (Stafford's variant 13): a bijection in which every input bit sways every output bit.
func mixed(_ bits: UInt64) -> UInt64 {
    var bits = bits
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
}
