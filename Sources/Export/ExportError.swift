/// A model that the format cannot hold.
public enum ExportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Tensors of so many bytes are too many for one ONNX file.
    case tooLarge(bytes: Int)

    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .tooLarge(let bytes):
            "the model's tensors take \(bytes) bytes, and an ONNX file holds less than 2 GiB (protobuf's limit); "
                + "use --format safetensors"
        }
    }
}
