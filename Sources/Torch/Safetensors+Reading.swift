import TesseraFiles

extension Safetensors {
    /// The content of a file, which is checked throughout: nothing in it is trusted.
    ///
    /// - Throws: `FileError` where the system refuses to read it, `SafetensorsError` where it is not a safetensors file
    ///   with tensors of the types F32, BF16, I64 and U8, or where its content differs from the hash written with it.
    public init(contentsOf path: String) throws {
        let file = try ReadableFile(path)
        // The length first: a large file of another kind is refused without reading it.
        _ = try Self.headerLength(file.prefix(8), fileSize: file.size, path: path)
        try self.init(parsing: file.prefix(file.size), path: path)
    }

    /// The content of a file's bytes.
    ///
    /// - Parameters:
    ///   - bytes: the file's content.
    ///   - path: what errors call the file.
    /// - Throws: `SafetensorsError` where they are not a safetensors file with tensors of the types F32, BF16, I64 and
    ///   U8, or differ from the hash written with them.
    public init(parsing bytes: [UInt8], path: String) throws(SafetensorsError) {
        let length = try Self.headerLength(Array(bytes.prefix(8)), fileSize: bytes.count, path: path)
        var header = try Header(bytes[8..<8 + length], path: path)
        let data = bytes[(8 + length)...]
        try header.check(dataSize: data.count, path: path)
        let entries = header.tensors.map { tensor in
            let range = data.startIndex + tensor.start..<data.startIndex + tensor.end
            return Entry(tensor.name, type: tensor.type, shape: tensor.shape, bytes: Array(data[range]))
        }
        self.init(entries, metadata: header.metadata, path: path)
        if let hash = header.metadata[Self.hashKey], hash != contentHash { throw SafetensorsError(path, .damaged) }
    }

    private static func headerLength(
        _ start: [UInt8], fileSize: Int, path: String
    ) throws(SafetensorsError) -> Int {
        guard start.count == 8 else { throw SafetensorsError(path, .truncatedHeader(size: fileSize)) }
        let length = start.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let most = min(fileSize - 8, longestHeader)
        guard length <= UInt64(most) else {
            throw SafetensorsError(path, .headerLength(announced: length, most: most))
        }
        return Int(length)
    }
}

/// What a header says, in the file's order.
private struct Header {
    struct Tensor {
        let name: String
        let type: ScalarType
        let shape: [Int]
        let start: Int
        let end: Int
    }

    var metadata: [String: String] = [:]
    var tensors: [Tensor] = []

    init(_ bytes: ArraySlice<UInt8>, path: String) throws(SafetensorsError) {
        var metadata: [String: String] = [:]
        var tensors: [Tensor] = []
        var scanner = HeaderScanner(bytes, path: path)
        try scanner.object { (scanner: inout HeaderScanner, name: String) throws(SafetensorsError) in
            guard name == Safetensors.metadataKey else {
                tensors.append(try Self.tensor(name, &scanner))
                return
            }
            try scanner.object { (scanner: inout HeaderScanner, key: String) throws(SafetensorsError) in
                metadata[key] = try scanner.string()
            }
        }
        try scanner.end()
        self.metadata = metadata
        self.tensors = tensors
    }

    private static func tensor(_ name: String, _ scanner: inout HeaderScanner) throws(SafetensorsError) -> Tensor {
        var typeName: String?
        var shape: [Int]?
        var offsets: [Int] = []
        let path = scanner.path
        try scanner.object { (scanner: inout HeaderScanner, key: String) throws(SafetensorsError) in
            switch key {
            case "dtype": typeName = try scanner.string()
            case "shape": shape = try scanner.integers()
            case "data_offsets": offsets = try scanner.integers()
            default: throw SafetensorsError(path, .wrongKeys(tensor: name))
            }
        }
        guard let typeName, let shape, offsets.count == 2 else {
            throw SafetensorsError(path, .wrongKeys(tensor: name))
        }
        guard let type = ScalarType(safetensorsName: typeName) else {
            throw SafetensorsError(path, .unknownType(tensor: name, type: typeName))
        }
        return Tensor(name: name, type: type, shape: shape, start: offsets[0], end: offsets[1])
    }

    /// Puts the tensors in the order of their bytes and checks that these fill the file, each once.
    mutating func check(dataSize: Int, path: String) throws(SafetensorsError) {
        // Tensors without elements share their offset with the next one: by the end too, they come first.
        tensors.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var expected = 0
        for tensor in tensors {
            let needed = Safetensors.byteCount(tensor.type, tensor.shape)
            // Offsets are 0 to Int.max, so their difference cannot overflow.
            guard needed == tensor.end - tensor.start else {
                throw SafetensorsError(
                    path,
                    .wrongSize(
                        tensor: tensor.name, shape: tensor.shape, needed: needed, bytes: tensor.end - tensor.start))
            }
            guard tensor.start == expected else {
                throw SafetensorsError(
                    path, .wrongOffset(tensor: tensor.name, found: tensor.start, expected: expected))
            }
            expected = tensor.end
        }
        guard expected == dataSize else {
            throw SafetensorsError(path, .wrongLength(announced: expected, found: dataSize))
        }
    }
}
