import CTesseraTorch

/// An array of numbers on a device, and its place in the graph that gradients flow through: libtorch's tensor.
///
/// Freed when its last reference goes. Not `Sendable`: the thread that made a tensor uses it; host arrays cross
/// threads.
public final class Tensor {
    let handle: OpaquePointer

    /// Takes over a handle made by libtorch.
    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        ct_tensor_free(handle)
    }
}

// MARK: Making

extension Tensor {
    /// A tensor whose elements hold anything: fill it.
    public static func empty(_ shape: [Int], type: ScalarType = .float32, on device: Device = .cpu) throws -> Tensor {
        try tensor { ct_empty(shape.map(Int64.init), Int32(shape.count), type.number, device.index, $0) }
    }

    /// A tensor of equal elements.
    public static func full(
        _ shape: [Int], _ value: Double, type: ScalarType = .float32, on device: Device = .cpu
    ) throws -> Tensor {
        try tensor { ct_full(shape.map(Int64.init), Int32(shape.count), value, type.number, device.index, $0) }
    }

    /// A float32 CPU tensor of these values, row-major.
    public convenience init(_ values: [Float], shape: [Int]) throws {
        try self.init(copying: values, type: .float32, shape: shape)
    }

    /// An int64 CPU tensor of these values, row-major; a vector where no shape is given.
    public convenience init(_ values: [Int], shape: [Int]? = nil) throws {
        try self.init(copying: values, type: .int64, shape: shape ?? [values.count])
    }

    private convenience init<Element: BitwiseCopyable>(copying values: [Element], type: ScalarType, shape: [Int]) throws
    {
        precondition(
            values.count == shape.reduce(1, *), "\(values.count) values for a tensor of shape \(shape)")
        try self.init(owning: Tensor.emptyHandle(shape, type: type))
        try withMutableElements(of: Element.self) { target in
            _ = target.initialize(from: values)
        }
    }

    /// A new CPU tensor whose elements hold anything, for the initialisers to own.
    static func emptyHandle(_ shape: [Int], type: ScalarType) throws -> OpaquePointer {
        var handle: OpaquePointer?
        try check(ct_empty(shape.map(Int64.init), Int32(shape.count), type.number, Int32(CT_CPU), &handle))
        guard let handle else { preconditionFailure("libtorch reported success without a tensor") }
        return handle
    }
}

// MARK: Looking

extension Tensor {
    /// The size of each axis.
    public var shape: [Int] {
        get throws {
            var axes: Int32 = 0
            try check(ct_axes(handle, &axes))
            var shape = [Int64](repeating: 0, count: Int(axes))
            try check(ct_shape(handle, &shape))
            return shape.map(Int.init)
        }
    }

    /// How many elements lie between neighbours along each axis, in memory.
    var strides: [Int] {
        get throws {
            var strides = [Int64](repeating: 0, count: try shape.count)
            try check(ct_strides(handle, &strides))
            return strides.map(Int.init)
        }
    }

    /// The number of elements.
    public var count: Int {
        get throws { try shape.reduce(1, *) }
    }

    /// The type of the elements.
    public var type: ScalarType {
        get throws {
            var number: Int32 = 0
            try check(ct_type(handle, &number))
            return ScalarType(number: number)
        }
    }

    /// Where the elements are.
    public var device: Device {
        get throws {
            var index: Int32 = 0
            try check(ct_device(handle, &index))
            return Device(index: index)
        }
    }

    /// The only element of a tensor with one, as a number.
    public var item: Double {
        get throws {
            var value = 0.0
            try check(ct_item(handle, &value))
            return value
        }
    }

    /// All elements as float32, row-major, on the host.
    public var floats: [Float] {
        get throws {
            let host = try to(.float32, on: .cpu).contiguous()
            return try host.withMutableElements(of: Float.self) { Array($0) }
        }
    }

    /// All elements of an integer or truth tensor, row-major, on the host.
    public var integers: [Int] {
        get throws {
            let host = try to(.int64, on: .cpu).contiguous()
            return try host.withMutableElements(of: Int.self) { Array($0) }
        }
    }

    /// Calls `body` with the elements of a contiguous CPU tensor, row-major, to read or to fill.
    ///
    /// `Element` must be as large as the tensor's type; bfloat16 goes as `UInt16`.
    public func withMutableElements<Element: BitwiseCopyable, Result>(
        of: Element.Type, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
    ) throws -> Result {
        let type = try type
        precondition(MemoryLayout<Element>.size == type.size, "\(Element.self) is no element of a \(type) tensor")
        return try withMutableBytes { bytes in
            // Unsafe: the memory is libtorch's and holds elements of this size, as was checked above.
            try body(bytes.assumingMemoryBound(to: Element.self))
        }
    }

    /// Calls `body` with the bytes of a contiguous CPU tensor, row-major, to read or to fill.
    public func withMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) throws -> Result {
        var contiguous = false
        try check(ct_is_contiguous(handle, &contiguous))
        precondition(contiguous, "the elements of a view are not in a row; take its contiguous() first")
        var address: UnsafeMutableRawPointer?
        try check(ct_data(handle, &address))
        // Unsafe: libtorch owns the memory; its order was checked above, and self keeps it alive below.
        let bytes = UnsafeMutableRawBufferPointer(start: address, count: try count * type.size)
        return try withExtendedLifetime(self) { try body(bytes) }
    }
}
