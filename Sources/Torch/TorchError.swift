import CTesseraTorch

/// An error from libtorch.
///
/// The policy of this room: **every call into libtorch may throw, and nothing is swallowed.** Memory and devices are
/// errors a user meets, and callers handle them. A wrong shape or type is a mistake of the calling program; it is
/// thrown as ``Kind/invalid`` all the same, so that a training that others wait for can end in order and the command
/// can report a bug instead of crashing. Swift-side misuse of the API (an empty list of tensors, a count that does not
/// match) traps with a message.
public struct TorchError: Error, CustomStringConvertible {
    /// What went wrong.
    public enum Kind: Sendable {
        /// An allocation was refused, on the host or a device.
        case memory
        /// A device or its library failed or is missing.
        case device
        /// Shapes, types or arguments that do not fit.
        case invalid
    }

    /// What went wrong.
    public let kind: Kind
    /// The operation that was called.
    public let operation: String
    /// libtorch's message, its first line.
    public let message: String

    /// An error of `operation`.
    public init(kind: Kind, operation: String, message: String) {
        self.kind = kind
        self.operation = operation
        self.message = message
    }

    /// Operation and message.
    public var description: String { "\(operation): \(message)" }
}

/// Throws what a C call reports.
func check(_ status: ct_status, _ operation: String = #function) throws {
    guard status != Int32(CT_OK) else { return }
    let kind: TorchError.Kind =
        switch Int(status) {
        case CT_MEMORY: .memory
        case CT_DEVICE: .device
        default: .invalid
        }
    throw TorchError(kind: kind, operation: operation, message: String(cString: ct_message()))
}

/// Runs a C call that makes one tensor, and takes ownership of what it made.
func tensor(
    _ operation: String = #function, _ make: (UnsafeMutablePointer<OpaquePointer?>) -> ct_status
) throws -> Tensor {
    var handle: OpaquePointer?
    try check(make(&handle), operation)
    guard let handle else { preconditionFailure("\(operation) reported success without a tensor") }
    return Tensor(owning: handle)
}
