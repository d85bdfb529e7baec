import CTesseraTorch

/// Where a tensor lives and its operations run.
public enum Device: Sendable, Hashable, CustomStringConvertible {
    /// The host's processor.
    case cpu
    /// An NVIDIA GPU, by index.
    case cuda(Int)

    /// `cpu`, `cuda:0`, ...
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }

    var index: Int32 {
        switch self {
        case .cpu: Int32(CT_CPU)
        case .cuda(let index): Int32(index)
        }
    }

    init(index: Int32) {
        self = index < 0 ? .cpu : .cuda(Int(index))
    }

    /// The number of CUDA devices, after opening libtorch's CUDA library.
    ///
    /// - Throws: `TorchError` of kind `device` that names the library which is missing.
    public static func openCUDA() throws -> Int {
        var count: Int32 = 0
        try check(ct_open_cuda(&count))
        return Int(count)
    }

    /// Whether bfloat16 training is faster than float32 here: AVX-512 BF16 on the CPU, always on CUDA.
    public var prefersBFloat16: Bool {
        switch self {
        case .cpu: ct_cpu_has_bfloat16()
        case .cuda: true
        }
    }
}

/// The type of a tensor's elements.
public enum ScalarType: Sendable, Hashable {
    /// IEEE single precision.
    case float32
    /// Single precision's exponent with 8 bits of mantissa.
    case bfloat16
    /// 64-bit integers: labels and indices.
    case int64
    /// Bytes.
    case uint8
    /// Truth values.
    case bool

    var number: Int32 {
        switch self {
        case .float32: Int32(CT_FLOAT32)
        case .bfloat16: Int32(CT_BFLOAT16)
        case .int64: Int32(CT_INT64)
        case .uint8: Int32(CT_UINT8)
        case .bool: Int32(CT_BOOL)
        }
    }

    init(number: Int32) {
        switch Int(number) {
        case CT_FLOAT32: self = .float32
        case CT_BFLOAT16: self = .bfloat16
        case CT_INT64: self = .int64
        case CT_UINT8: self = .uint8
        case CT_BOOL: self = .bool
        default: preconditionFailure("unknown scalar type number \(number)")
        }
    }

    /// Bytes per element.
    public var size: Int {
        switch self {
        case .float32: 4
        case .bfloat16: 2
        case .int64: 8
        case .uint8, .bool: 1
        }
    }
}

/// Settings of libtorch as a whole.
public enum Runtime {
    /// libtorch's version, such as `2.11.0`.
    public static var version: String { String(cString: ct_version()) }

    /// Tensors and generators that are alive, of all threads: for tests of leaks.
    public static var liveHandles: Int { Int(ct_live_handles()) }

    /// Tensors and generators that the calling thread made, minus those that it freed: other threads do not sway it.
    public static var liveHandlesOfThread: Int { Int(ct_live_handles_here()) }

    /// Sets how many threads libtorch uses for work that the calling thread starts.
    ///
    /// Results depend on this number (sums are split by it), so it is part of an experiment. It is also what a thread
    /// begins with that has not computed yet: every thread that computes must set its own.
    public static func setThreads(_ count: Int) throws {
        precondition(count > 0, "a thread count must be positive, not \(count)")
        try check(ct_set_threads(Int32(count)))
    }

    /// How many threads libtorch uses for work that the calling thread starts.
    public static var threads: Int {
        get throws {
            var count: Int32 = 0
            try check(ct_threads(&count))
            return Int(count)
        }
    }

    /// How many threads a loop of our own kernels runs on, of so many parts: for tests of ``setThreads(_:)``.
    static func threads(ofLoop parts: Int) throws -> Int {
        var count: Int32 = 0
        try check(ct_threads_of_loop(Int64(parts), &count))
        return Int(count)
    }

    /// Keeps freed memory for the next step instead of returning it to the system; call once, early.
    public static func keepFreedMemory() {
        ct_keep_freed_memory()
    }

    /// Has a GPU do what the calling thread asks for beside what other threads ask for, in a stream of its own; nothing
    /// on the CPU, where threads are side by side anyway.
    public static func useOwnStream(on device: Device) throws {
        guard device != .cpu else { return }
        try check(ct_use_own_stream(device.index))
    }

    /// Whether CUDA may use only algorithms that give the same bits each time.
    public static func setDeterministic(_ deterministic: Bool) throws {
        try check(ct_set_deterministic(deterministic))
    }

    /// Whether the CPU's fused kernels of our own are used (``BatchNormReLU``); off, libtorch's layers run one by one.
    public static func setFusedKernels(_ enabled: Bool) {
        ct_set_fused_kernels(enabled)
    }

    /// Whether the CPU's convolutions may be Winograd's; off, all are libtorch's.
    public static func setWinograd(_ enabled: Bool) {
        ct_set_winograd(enabled)
    }
}
