import CTesseraTorch

// PyTorch's operations under PyTorch's names. All throw `TorchError`.

// MARK: Copies and views

extension Tensor {
    /// A copy with its own elements, in the same order in memory.
    public func clone() throws -> Tensor { try tensor { ct_clone(handle, $0) } }

    /// The tensor with its elements row-major in memory; itself where they are.
    public func contiguous() throws -> Tensor { try tensor { ct_contiguous(handle, $0) } }

    /// The tensor with channels innermost in memory, for four or five axes; the shape stays [batch, channels, ...].
    public func channelsLast() throws -> Tensor { try tensor { ct_channels_last(handle, $0) } }

    /// The tensor as another type, on another device; itself where nothing changes.
    public func to(_ type: ScalarType, on device: Device) throws -> Tensor {
        try tensor { ct_to(handle, type.number, device.index, $0) }
    }

    /// Overwrites the elements with those of `source`, whatever its type, device and order in memory.
    public func copy(from source: Tensor) throws { try check(ct_copy_into(handle, source.handle)) }

    /// The elements in another shape of the same count; one size may be -1.
    public func reshape(_ shape: [Int]) throws -> Tensor {
        try tensor { ct_reshape(handle, shape.map(Int64.init), Int32(shape.count), $0) }
    }

    /// A view with the axes in another order.
    public func permute(_ order: [Int]) throws -> Tensor {
        try tensor { ct_permute(handle, order.map(Int64.init), Int32(order.count), $0) }
    }

    /// A view of `range` along one axis.
    public func narrow(axis: Int, _ range: Range<Int>) throws -> Tensor {
        try tensor { ct_narrow(handle, Int64(axis), Int64(range.lowerBound), Int64(range.count), $0) }
    }

    /// The slices along `axis` that an int64 vector names, in its order.
    public func indexSelect(axis: Int, _ index: Tensor) throws -> Tensor {
        try tensor { ct_index_select(handle, Int64(axis), index.handle, $0) }
    }

    /// Tensors one after another along an existing axis.
    public static func cat(_ tensors: [Tensor], axis: Int) throws -> Tensor {
        precondition(!tensors.isEmpty, "nothing to concatenate")
        return try withHandles(tensors) { handles in
            try tensor { ct_cat(handles, Int32(tensors.count), Int64(axis), $0) }
        }
    }
}

// MARK: Mathematics

extension Tensor {
    /// The sum, element by element, with broadcasting.
    public static func + (a: Tensor, b: Tensor) throws -> Tensor { try tensor { ct_add(a.handle, b.handle, $0) } }

    /// The difference, element by element, with broadcasting.
    public static func - (a: Tensor, b: Tensor) throws -> Tensor { try tensor { ct_sub(a.handle, b.handle, $0) } }

    /// The product, element by element, with broadcasting.
    public static func * (a: Tensor, b: Tensor) throws -> Tensor { try tensor { ct_mul(a.handle, b.handle, $0) } }

    /// The tensor times a number.
    public static func * (a: Tensor, factor: Double) throws -> Tensor { try tensor { ct_scale(a.handle, factor, $0) } }

    /// The sum of all elements.
    public func sum() throws -> Tensor { try tensor { ct_sum(handle, $0) } }

    /// The mean of all elements.
    public func mean() throws -> Tensor { try tensor { ct_mean(handle, $0) } }

    /// e to the power of each element.
    public func exp() throws -> Tensor { try tensor { ct_exp(handle, $0) } }

    /// The hyperbolic tangent of each element.
    public func tanh() throws -> Tensor { try tensor { ct_tanh(handle, $0) } }

    /// 1 / (1 + exp(-x)) of each element.
    public func sigmoid() throws -> Tensor { try tensor { ct_sigmoid(handle, $0) } }

    /// Where two tensors agree.
    public func equal(_ other: Tensor) throws -> Tensor { try tensor { ct_equal(handle, other.handle, $0) } }

    /// The index of the largest element along an axis; the first of equals.
    public func argmax(axis: Int) throws -> Tensor { try tensor { ct_argmax(handle, Int64(axis), $0) } }

    /// Probabilities exp(x) / sum exp(x) along an axis, in float32.
    public func softmax(axis: Int) throws -> Tensor { try tensor { ct_softmax(handle, Int64(axis), $0) } }

    /// The logarithm of `softmax`, without its rounding, in float32.
    public func logSoftmax(axis: Int) throws -> Tensor { try tensor { ct_log_softmax(handle, Int64(axis), $0) } }
}

/// Calls `body` with the tensors' handles; they live at least as long as the call.
func withHandles<Result>(_ tensors: [Tensor], _ body: ([OpaquePointer]) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(tensors) { try body(tensors.map(\.handle)) }
}
