/// The content of a safetensors file on the host: named arrays of numbers and texts about them.
///
/// The format is Hugging Face's (https://github.com/huggingface/safetensors): 8 bytes length, a JSON header, the
/// tensors' bytes, little-endian and row-major. Equal content gives equal bytes.
public struct Safetensors: Sendable {
    /// One named array.
    public struct Entry: Sendable, Hashable {
        /// The name, such as `0.weight`.
        public let name: String
        /// The elements' type; anything but `bool`.
        public let type: ScalarType
        /// The size of each axis.
        public let shape: [Int]
        /// The elements, row-major, little-endian.
        public let bytes: [UInt8]

        /// An array of `shape`, whose `bytes` must be as many as that takes.
        public init(_ name: String, type: ScalarType, shape: [Int], bytes: [UInt8]) {
            precondition(type.safetensorsName != nil, "safetensors: \(name) is of the type \(type)")
            precondition(name != Safetensors.metadataKey, "safetensors: \(name) cannot be a tensor's name")
            precondition(
                Safetensors.byteCount(type, shape) == bytes.count,
                "safetensors: \(bytes.count) bytes for \(name), \(type) of shape \(shape)")
            self.name = name
            self.type = type
            self.shape = shape
            self.bytes = bytes
        }
    }

    /// Texts about the content.
    public let metadata: [String: String]
    /// The arrays in the file's order: larger types first, then by name, as safetensors' own library writes them.
    public let entries: [Entry]
    /// Where the content was read, for errors.
    public let path: String

    static let metadataKey = "__metadata__"
    static let hashKey = "fnv1a64"
    static let longestHeader = 100_000_000

    /// Content made of arrays whose names differ.
    ///
    /// - Parameters:
    ///   - entries: the tensors, in the order in which they are written.
    ///   - metadata: its key `fnv1a64` is the writer's and is ignored.
    public init(_ entries: [Entry], metadata: [String: String] = [:]) {
        self.init(entries, metadata: metadata, path: "a safetensors file not yet written")
    }

    init(_ entries: [Entry], metadata: [String: String], path: String) {
        precondition(Set(entries.map(\.name)).count == entries.count, "safetensors: two tensors have the same name")
        self.metadata = metadata.filter { $0.key != Self.hashKey }
        self.entries = entries.sorted { a, b in
            a.type == b.type ? precedes(a.name, b.name) : a.type.safetensorsRank > b.type.safetensorsRank
        }
        self.path = path
    }

    /// The array of this name.
    public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

    /// Whether all floating-point numbers are finite.
    package var isFinite: Bool {
        entries.allSatisfy { entry in
            entry.bytes.withUnsafeBytes { bytes in
                func all<Word: FixedWidthInteger>(_ type: Word.Type, _ exponent: Word) -> Bool {
                    let size = MemoryLayout<Word>.size
                    return stride(from: 0, to: bytes.count, by: size).allSatisfy {
                        // Not finite is what has all bits of the exponent set.
                        bytes.loadUnaligned(fromByteOffset: $0, as: Word.self) & exponent != exponent
                    }
                }
                return switch entry.type {
                case .float32: all(UInt32.self, 0x7f80_0000)
                case .bfloat16: all(UInt16.self, 0x7f80)
                case .int64, .uint8, .bool: true
                }
            }
        }
    }

    /// The bytes that `shape` takes, or nil where they are more than can be counted or a size is negative.
    static func byteCount(_ type: ScalarType, _ shape: [Int]) -> Int? {
        var count = type.size
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }
}

extension ScalarType {
    /// The types that can be kept, the largest last, as safetensors' own library orders them.
    private static let kept: [(type: ScalarType, name: String)] = [
        (.uint8, "U8"), (.bfloat16, "BF16"), (.float32, "F32"), (.int64, "I64"),
    ]

    var safetensorsRank: Int { Self.kept.firstIndex { $0.type == self } ?? -1 }
    var safetensorsName: String? { Self.kept.first { $0.type == self }?.name }

    init?(safetensorsName name: String) {
        guard let found = Self.kept.first(where: { $0.name == name }) else { return nil }
        self = found.type
    }
}

/// The order of names: that of their UTF-8 bytes, which no version of Unicode changes.
func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
