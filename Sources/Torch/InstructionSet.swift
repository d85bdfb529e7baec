import CTesseraTorch

/// The instruction sets that the CPU's kernels of our own (``BatchNormReLU``, Winograd's convolutions) are written for,
/// the least first.
package enum InstructionSet: Int32, CaseIterable, Sendable {
    /// What every processor has; no Winograd.
    case plain
    /// Vectors of 8 floats.
    case avx2
    /// Vectors of 16 floats.
    case avx512
    /// The same with products of bfloat16.
    case avx512BFloat16

    /// As processors' makers write it, such as `AVX-512 BF16`.
    package var name: String {
        switch self {
        case .plain: "x86-64 without AVX2"
        case .avx2: "AVX2"
        case .avx512: "AVX-512"
        case .avx512BFloat16: "AVX-512 BF16"
        }
    }

    /// The one that is used for what the calling thread asks: the greatest that the processor has, unless limited.
    package static var current: InstructionSet { InstructionSet(rawValue: ct_instruction_set()) ?? .plain }
}

/// Runs `body` with at most `limit` for the kernels that the calling thread asks for: the bits that an older processor
/// gives.
package func withInstructionSet<Result>(atMost limit: InstructionSet, _ body: () throws -> Result) rethrows -> Result {
    let before = InstructionSet.current
    ct_limit_instruction_set(limit.rawValue)
    defer { ct_limit_instruction_set(before.rawValue) }
    return try body()
}
