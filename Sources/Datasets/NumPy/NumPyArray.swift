/// An array in NumPy's format (`.npy`, versions 1 to 3; https://numpy.org/neps/nep-0001-npy-format.html): whole
/// numbers, floats or truth values, in either order of bytes and of axes.
///
/// What is in Fortran's order is turned in memory. Pickled objects are refused, never unpickled.
struct NumPyArray: Sendable {
    /// The types of elements.
    enum Element: String, Sendable {
        case uint8 = "u1"
        case uint16 = "u2"
        case uint32 = "u4"
        case uint64 = "u8"
        case int8 = "i1"
        case int16 = "i2"
        case int32 = "i4"
        case int64 = "i8"
        case truth = "b1"
        case float16 = "f2"
        case float32 = "f4"
        case float64 = "f8"

        /// Bytes of one.
        var size: Int { rawValue.last.flatMap { Int(String($0)) } ?? 1 }
    }

    /// What messages call it: the file, and its name in an archive.
    let path: String
    let element: Element
    private(set) var shape: [Int]
    private let isBigEndian: Bool
    private let storage: Storage

    private enum Storage: Sendable {
        case file(File, offset: Int)
        case memory([UInt8], offset: Int)
    }

    /// The array in a file of its own; its elements stay there.
    ///
    /// - Parameters:
    ///   - file: begins with the array's header.
    ///   - trailer: bytes behind the elements that are not the array's.
    /// - Throws: `DatasetError` where the file cannot be read, or is no array of numbers in C order.
    init(file: File, trailer: Int = 0) throws(DatasetError) {
        try self.init(path: file.path, start: file.read(Self.longestHeader, at: 0), size: file.size - trailer) {
            .file(file, offset: $0)
        }
    }

    /// The array in an archive: the elements of one that is stored as it is stay there.
    init(_ member: ZipArchive.Member, of archive: ZipArchive) throws(DatasetError) {
        let path = "\(archive.file.path): \(member.name)"
        if member.isDeflated {
            let bytes = try archive.bytes(of: member)
            try self.init(path: path, start: Array(bytes.prefix(Self.longestHeader)), size: bytes.count) {
                .memory(bytes, offset: $0)
            }
        } else {
            let start = try archive.start(of: member)
            let header = try archive.file.read(min(Self.longestHeader, member.size), at: start)
            try self.init(path: path, start: header, size: min(member.size, member.packedSize)) {
                .file(archive.file, offset: start + $0)
            }
        }
    }

    private static let longestHeader = 1 << 16

    private init(
        path: String, start: [UInt8], size: Int, storage: (_ offset: Int) -> Storage
    ) throws(DatasetError) {
        func refused(_ reason: String) -> DatasetError { .badFile(path: path, reason: reason) }
        guard start.count >= 12, start.starts(with: [0x93] + Array("NUMPY".utf8)) else {
            throw refused("it does not begin as a NumPy array does")
        }
        let long = start[6] >= 2
        let length = (8..<(long ? 12 : 10)).reversed().reduce(0) { $0 << 8 | Int(start[$1]) }
        let offset = (long ? 12 : 10) + length
        guard (1...3).contains(start[6]), offset <= start.count else {
            throw refused("its header of version \(start[6]) and \(length) bytes is damaged or too long")
        }
        let header = String(decoding: start[(long ? 12 : 10)..<offset], as: UTF8.self)
        guard let type = value(of: "descr", in: header), let order = value(of: "fortran_order", in: header),
            let axes = value(of: "shape", in: header)
        else { throw refused("its header lacks descr, fortran_order or shape") }
        let name = type.trimmingPrefix { "'\"".contains($0) }.prefix { !"'\"".contains($0) }
        guard !name.contains("O") else {
            throw refused("it holds pickled objects, which may run any code when read; save plain numbers instead")
        }
        guard let first = name.first, "<|=>".contains(first), let element = Element(rawValue: String(name.dropFirst()))
        else {
            throw refused("its elements are \(name); whole numbers, floats and truth values can be read")
        }
        let sizes = axes.filter { !"() ".contains($0) }.split(separator: ",").map { Int($0) ?? -1 }
        var count = element.size
        for size in sizes {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { throw refused("its shape \(axes) cannot be") }
            count = product
        }
        guard offset + count == size else {
            throw refused("it holds \(size - offset) bytes where its shape \(axes) needs \(count)")
        }
        self.path = path
        self.element = element
        shape = sizes
        isBigEndian = first == ">"
        guard order == "True", sizes.count > 1 else {
            self.storage = storage(offset)
            return
        }
        let all =
            switch storage(offset) {
            case .memory(let bytes, let offset): Array(bytes[offset...])
            case .file(let file, let offset): try file.read(count, at: offset)
            }
        guard all.count >= count else { throw refused("it has become shorter") }
        self.storage = .memory(turned(all, sizes, size: element.size), offset: 0)
    }

    /// The same elements in another shape of as many.
    func reshaped(_ shape: [Int]) -> NumPyArray {
        var array = self
        array.shape = shape
        return array
    }

    /// The bytes of `count` elements from element `start` on.
    func bytes(_ start: Int, count: Int) throws(DatasetError) -> ArraySlice<UInt8> {
        let (place, length) = (start * element.size, count * element.size)
        switch storage {
        case .memory(let bytes, let offset):
            return bytes[offset + place..<offset + place + length]
        case .file(let file, let offset):
            let bytes = try file.read(length, at: offset + place)
            guard bytes.count == length else { throw .badFile(path: path, reason: "it has become shorter") }
            return bytes[...]
        }
    }

    /// `count` elements from element `start` on, as numbers.
    func numbers(_ start: Int, count: Int) throws(DatasetError) -> [Double] {
        let bytes = try bytes(start, count: count)
        return bytes.withUnsafeBytes { buffer in
            func all<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type, _ number: (T) -> Double) -> [Double] {
                (0..<count).map {
                    let word = buffer.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self)
                    return number(isBigEndian ? word.byteSwapped : word)
                }
            }
            return switch element {
            case .uint8, .truth: all(UInt8.self) { Double($0) }
            case .uint16: all(UInt16.self) { Double($0) }
            case .uint32: all(UInt32.self) { Double($0) }
            case .uint64: all(UInt64.self) { Double($0) }
            case .int8: all(Int8.self) { Double($0) }
            case .int16: all(Int16.self) { Double($0) }
            case .int32: all(Int32.self) { Double($0) }
            case .int64: all(Int64.self) { Double($0) }
            case .float16: all(UInt16.self) { Double(Float16(bitPattern: $0)) }
            case .float32: all(UInt32.self) { Double(Float(bitPattern: $0)) }
            case .float64: all(UInt64.self) { Double(bitPattern: $0) }
            }
        }
    }
}

/// Elements of `size` bytes whose first axis is the fastest, in the order in which the last one is.
private func turned(_ bytes: [UInt8], _ sizes: [Int], size: Int) -> [UInt8] {
    var strides = [Int](repeating: size, count: sizes.count)
    for axis in 1..<sizes.count { strides[axis] = strides[axis - 1] * sizes[axis - 1] }
    var (place, indices) = (0, [Int](repeating: 0, count: sizes.count))
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for _ in 0..<sizes.reduce(1, *) {
        result += bytes[place..<place + size]
        var axis = sizes.count - 1
        while axis >= 0 {
            (indices[axis], place) = (indices[axis] + 1, place + strides[axis])
            if indices[axis] < sizes[axis] { break }
            (indices[axis], place) = (0, place - strides[axis] * sizes[axis])
            axis -= 1
        }
    }
    return result
}

/// The text of a key's value in the header, a Python dictionary of three known keys.
private func value(of key: String, in header: String) -> String? {
    guard let found = header.firstRange(of: "'\(key)':") else { return nil }
    let rest = header[found.upperBound...].drop { $0 == " " }
    let end =
        rest.first == "("
        ? rest.firstIndex(of: ")").map { rest.index(after: $0) } : rest.firstIndex { ",}".contains($0) }
    return end.map { String(rest[..<$0]) }
}
