import CTesseraTorch

extension Tensor {
    /// Whether operations on this tensor are recorded, so that `backward` reaches it.
    public var requiresGradient: Bool {
        get throws {
            var required = false
            try check(ct_requires_grad(handle, &required))
            return required
        }
    }

    /// Sets whether operations on this tensor are recorded; for tensors that no operation made.
    public func setRequiresGradient(_ required: Bool) throws {
        try check(ct_set_requires_grad(handle, required))
    }

    /// The gradient that `backward` left here, if it did.
    public var gradient: Tensor? {
        get throws {
            var gradient: OpaquePointer?
            try check(ct_grad(handle, &gradient))
            return gradient.map(Tensor.init(owning:))
        }
    }

    /// Puts a gradient of this tensor's shape and type here, in place of the one that is.
    public func setGradient(_ gradient: Tensor) throws { try check(ct_set_grad(handle, gradient.handle)) }

    /// Adds the gradient of this scalar to every tensor that it was computed from and that requires one.
    ///
    /// - Parameter gradient: for a tensor that is no scalar, the vector to multiply its Jacobian with.
    /// - Throws: `TorchError`, also where the tensor is no scalar and `gradient` is nil.
    public func backward(_ gradient: Tensor? = nil) throws {
        try check(ct_backward(handle, gradient?.handle))
    }

    /// The same elements outside of the graph.
    public func detach() throws -> Tensor { try tensor { ct_detach(handle, $0) } }

    /// Drops the gradients of `tensors`.
    public static func clearGradients(of tensors: [Tensor]) throws {
        try withHandles(tensors) { try check(ct_clear_grads($0, Int32(tensors.count))) }
    }
}

/// Runs `body` without recording operations on the calling thread.
public func withoutGradient<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = ct_set_grad_enabled(false)
    defer { _ = ct_set_grad_enabled(before) }
    return try body()
}

/// Runs `body` with convolutions and dense layers in bfloat16 on the calling thread, as `torch.autocast` does; in any
/// other type, in their own types even inside another `withAutocast`.
///
/// Weights stay in float32; losses and softmax are computed in float32.
public func withAutocast<Result>(
    to type: ScalarType, on device: Device, _ body: () throws -> Result
) throws -> Result {
    var before = false
    try check(ct_set_autocast(type == .bfloat16, device.index, &before))
    defer { _ = ct_set_autocast(before, device.index, nil) }
    return try body()
}
