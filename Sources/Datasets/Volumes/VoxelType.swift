/// The types of voxels that can be read, with NIfTI's numbers.
enum VoxelType: Int16, Sendable, CaseIterable {
    case uint8 = 2
    case int16 = 4
    case int32 = 8
    case float32 = 16
    case float64 = 64
    case int8 = 256
    case uint16 = 512
    case uint32 = 768
    case int64 = 1024
    case uint64 = 1280

    /// The bytes of one voxel.
    var size: Int {
        switch self {
        case .uint8, .int8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        }
    }
}

/// How the bytes of a file are voxels.
struct VoxelCoding: Sendable, Hashable {
    let type: VoxelType
    let isBigEndian: Bool
    /// A voxel's value is what is stored times `slope` plus `intercept`.
    let slope: Double
    let intercept: Double

    /// The values of voxels in `bytes`, through the window.
    func values(of bytes: [UInt8], window: Window) -> [Float] {
        switch type {
        case .uint8: integers(bytes, window, as: UInt8.self)
        case .int8: integers(bytes, window, as: Int8.self)
        case .int16: integers(bytes, window, as: Int16.self)
        case .uint16: integers(bytes, window, as: UInt16.self)
        case .int32: integers(bytes, window, as: Int32.self)
        case .uint32: integers(bytes, window, as: UInt32.self)
        case .int64: integers(bytes, window, as: Int64.self)
        case .uint64: integers(bytes, window, as: UInt64.self)
        case .float32:
            converted(bytes, window, as: UInt32.self) { Double(Float(bitPattern: isBigEndian ? $0.byteSwapped : $0)) }
        case .float64:
            converted(bytes, window, as: UInt64.self) { Double(bitPattern: isBigEndian ? $0.byteSwapped : $0) }
        }
    }

    private func integers<T: FixedWidthInteger>(_ bytes: [UInt8], _ window: Window, as type: T.Type) -> [Float] {
        converted(bytes, window, as: type) { Double(isBigEndian ? $0.byteSwapped : $0) }
    }

    @inline(__always) private func converted<T: FixedWidthInteger>(
        _ bytes: [UInt8], _ window: Window, as type: T.Type, _ number: (T) -> Double
    ) -> [Float] {
        let (slope, intercept, isScaled) = (slope, intercept, slope != 1 || intercept != 0)
        let count = bytes.count / MemoryLayout<T>.size
        // Raw on both sides: voxels lie in the file at any alignment, and there are many of them.
        return bytes.withUnsafeBytes { source in
            [Float](unsafeUninitializedCapacity: count) { target, written in
                for index in 0..<count {
                    var value = number(source.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: type))
                    if isScaled { value = value * slope + intercept }
                    target[index] = window.scaled(value)
                }
                written = count
            }
        }
    }
}
