import CTesseraTorch
import TesseraRandomness

/// A source of random numbers for tensors, begun from a key: nothing draws from libtorch's global one.
///
/// The numbers depend on the key and the device's kind; initial weights are therefore drawn on the CPU. libtorch's CPU
/// generator is begun from 32 bits only, so about one pair of keys in 2^32 gives the same numbers there.
public final class Generator {
    let handle: OpaquePointer
    private let key: RandomKey
    private let device: Device

    /// The generator of `key` for tensors on `device`.
    public init(_ key: RandomKey, on device: Device = .cpu) throws {
        (self.key, self.device) = (key, device)
        var made: OpaquePointer?
        try check(ct_generator_new(key.value, device.index, &made))
        guard let made else { preconditionFailure("libtorch reported success without a generator") }
        handle = made
    }

    /// A generator of its own for part `index` of what this one is for.
    public func derived(_ index: Int) throws -> Generator { try Generator(key.derived(index), on: device) }

    deinit {
        ct_generator_free(handle)
    }
}

extension Tensor {
    /// Fills the tensor with normally distributed numbers.
    public func fillNormal(mean: Double = 0, deviation: Double = 1, _ generator: Generator) throws {
        try check(ct_normal_(handle, mean, deviation, generator.handle))
    }

    /// Fills the tensor with numbers uniform between `low` and `high`.
    public func fillUniform(_ low: Double, _ high: Double, _ generator: Generator) throws {
        try check(ct_uniform_(handle, low, high, generator.handle))
    }
}
