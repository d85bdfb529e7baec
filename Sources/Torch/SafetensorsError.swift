/// Why a safetensors file cannot be read, or does not fit the tensors that it should fill.
public struct SafetensorsError: Error, Sendable, Hashable {
    /// The file.
    public let path: String
    /// What is wrong with it.
    public let problem: Problem

    /// What is wrong with a file.
    ///
    /// The cases carry the facts; `description` words them.
    public enum Problem: Sendable, Hashable {
        /// The file ends before its header does.
        case truncatedHeader(size: Int)
        /// The header would be longer than the file or than 100 MB.
        case headerLength(announced: UInt64, most: Int)
        /// The header is not JSON of the expected form, from this byte on.
        case syntax(expected: String, offset: Int)
        /// A name comes twice.
        case duplicate(String)
        /// A tensor's description has a key that the format does not know, or lacks one.
        case wrongKeys(tensor: String)
        /// The type is not one of F32, BF16, I64 and U8.
        case unknownType(tensor: String, type: String)
        /// The shape's elements and the bytes set aside for them differ; `nil`: more than can be counted.
        case wrongSize(tensor: String, shape: [Int], needed: Int?, bytes: Int)
        /// The tensor's bytes do not begin where those before it end.
        case wrongOffset(tensor: String, found: Int, expected: Int)
        /// The tensors together are larger or smaller than the rest of the file.
        case wrongLength(announced: Int, found: Int)
        /// The content is not what was written.
        case damaged
        /// The tensors are not those of the network.
        case unfit(missing: [String], unexpected: [String], different: [Difference])
    }

    /// A tensor whose type or shape is not the network's.
    public struct Difference: Sendable, Hashable {
        /// The tensor.
        public let name: String
        /// Type and shape in the file.
        public let found: String
        /// Type and shape in the network.
        public let expected: String
    }

    init(_ path: String, _ problem: Problem) {
        self.path = path
        self.problem = problem
    }
}

extension SafetensorsError: CustomStringConvertible {
    /// Where, what is wrong, and what would be right, in one line.
    public var description: String { "\(path): \(text)" }

    private var text: String {
        switch problem {
        case .truncatedHeader(let size):
            "ends after \(size) bytes, inside its header; it is truncated or no safetensors file"
        case .headerLength(let announced, let most):
            "announces a header of \(announced) bytes where at most \(most) can be; "
                + "it is truncated or no safetensors file"
        case .syntax(let expected, let offset):
            "its header is damaged at byte \(offset), where \(expected) should be; copy or write the file again"
        case .duplicate(let name):
            "the name \(quoted(name)) comes twice in its header; names must differ, write the file again"
        case .wrongKeys(let tensor):
            "its header describes the tensor \(quoted(tensor)) by other keys than dtype, shape and two data_offsets"
        case .unknownType(let tensor, let type):
            "the tensor \(quoted(tensor)) has the type \(quoted(type)); F32, BF16, I64 and U8 can be read"
        case .wrongSize(let tensor, let shape, let needed, let bytes):
            "the tensor \(quoted(tensor)) of shape \(shape) needs \(needed.map(String.init) ?? "uncountable") bytes, "
                + "but its offsets span \(bytes); the header is damaged"
        case .wrongOffset(let tensor, let found, let expected):
            "the bytes of the tensor \(quoted(tensor)) begin at \(found) instead of \(expected); "
                + "tensors must follow one another without overlap or gap"
        case .wrongLength(let announced, let found):
            "holds \(found) bytes of tensors where its header announces \(announced); "
                + "it is truncated or has been added to"
        case .damaged:
            "its content is not what was written (the hash differs); copy it again or go back to an older file"
        case .unfit(let missing, let unexpected, let different):
            "does not fit this network: "
                + ([
                    list("missing", missing.map(quoted)), list("unexpected", unexpected.map(quoted)),
                    list("different", different.map { "\(quoted($0.name)) is \($0.found) instead of \($0.expected)" }),
                ].compactMap { $0 }.joined(separator: "; ")) + "; it must come from the same architecture and classes"
        }
    }

    private func list(_ title: String, _ items: [String]) -> String? {
        guard !items.isEmpty else { return nil }
        let rest = items.count > 5 ? " and \(items.count - 5) more" : ""
        return "\(title) \(items.prefix(5).joined(separator: ", "))\(rest)"
    }

    /// Names come from the file: whatever they hold, the message stays one line of moderate length.
    private func quoted(_ name: String) -> String {
        name.count > 80 ? "\(name.prefix(80).debugDescription)..." : name.debugDescription
    }
}
