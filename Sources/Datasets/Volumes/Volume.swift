/// A three-dimensional picture where it lies.
protocol Volume: Sendable {
    /// The file, or the folder of a series.
    var path: String { get }

    /// The lengths of the axes as stored, the fastest first: voxels of a row, rows of a slice, slices.
    var stored: [Int] { get }

    /// How the stored axes lie in the body.
    var orientation: Orientation { get }

    /// Whether a part can be read without unpacking what lies before it.
    var isReadInParts: Bool { get }

    /// Millimetres from voxel to voxel along the stored axes; nil where the file does not tell.
    var spacing: [Double]? { get }

    /// What was passed over or changed to read it, in words, each beginning with a number or not.
    var notes: [String] { get }

    /// Starts to read voxels.
    func slices() throws(DatasetError) -> any SliceReader
}

/// Reads the slices of a volume one after another, so that memory follows what a file holds, not what it promises.
protocol SliceReader {
    /// The values of `rows` of slice `index`, through the window. Slices must be asked for in ascending order.
    func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float]
}

extension Volume {
    var notes: [String] { [] }

    /// Millimetres from voxel to voxel along x, y, z; nil where the file does not tell.
    var orientedSpacing: [Double]? { spacing.map { spacing in orientation.axes.map { spacing[$0] } } }

    /// The lengths of the axes x, y, z, as RAS+ has them.
    var size: [Int] { orientation.oriented(stored) }

    /// The voxels of `region`, of the volume turned to RAS+ and brought to `size`, row-major over x, y, z.
    ///
    /// Each voxel is the same to the bit whatever else the region holds.
    func voxels(in region: Region, size: [Int], window: Window) throws(DatasetError) -> [UInt8] {
        let axes = [0, 1, 2].map { axis in
            let place = orientation.axes.firstIndex(of: axis) ?? axis
            let kept = region.axes[place]
            return AxisTaps(
                orientation.flipped[place] ? kept.reversed().map { size[place] - 1 - $0 } : kept,
                from: stored[axis], to: size[place])
        }
        let reader = try slices()
        var bytes: [UInt8] = []
        var sums: [Int: [Float]] = [:]
        var next = 0
        for slice in axes[2].envelope where next < axes[2].taps.count && axes[2].taps[next].range.contains(slice) {
            let raw = try reader.values(of: slice, rows: axes[1].envelope, window: window)
            guard !hasNaN(raw) else { throw .badFile(path: path, reason: needsWindow) }
            let rows = axes[0].alongRows(raw, length: stored[0])
            let plane = axes[1].acrossRows(rows, length: axes[0].taps.count, start: axes[1].envelope.lowerBound)
            var index = next
            while index < axes[2].taps.count, axes[2].taps[index].range.contains(slice) {
                let tap = axes[2].taps[index]
                if tap.weights.count > 1 {
                    let weight = tap.weights[slice - tap.first]
                    add(
                        plane, at: 0, times: weight,
                        to: &sums[index, default: [Float](repeating: 0, count: plane.count)])
                }
                if slice == tap.range.upperBound - 1 {
                    bytes += nearestBytes(sums.removeValue(forKey: index) ?? plane)
                    next = index + 1
                }
                index += 1
            }
        }
        return turned(bytes, counts: axes.map(\.taps.count))
    }

    /// `bytes` of the stored axes, `counts` long, in the order of x, y, z.
    private func turned(_ bytes: [UInt8], counts: [Int]) -> [UInt8] {
        let strides = [1, counts[0], counts[0] * counts[1]]
        var start = 0
        var steps = [0, 0, 0]
        for (axis, storedAxis) in orientation.axes.enumerated() {
            steps[axis] = orientation.flipped[axis] ? -strides[storedAxis] : strides[storedAxis]
            if orientation.flipped[axis] { start += (counts[storedAxis] - 1) * strides[storedAxis] }
        }
        let lengths = orientation.oriented(counts)
        let places = [lengths[1] * lengths[2], lengths[2], 1]
        // Voxels that lie side by side in `bytes` lie far from each other in the result, unless they follow z. Small
        // tiles of such an axis and z keep the lines of both in the processor's cache.
        let inner = orientation.axes[1] == 0 ? 1 : 0
        let outer = 1 - inner
        let tile = (inner: 64, z: orientation.axes[2] == 0 ? lengths[2] : 8)
        let step = steps[2]
        // Unsafe buffers: checking two places for each voxel would take longer than moving it.
        return bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: bytes.count) { target, written in
                for slab in 0..<lengths[outer] {
                    for left in stride(from: 0, to: lengths[inner], by: tile.inner) {
                        for low in stride(from: 0, to: lengths[2], by: tile.z) {
                            let high = min(low + tile.z, lengths[2])
                            for column in left..<min(left + tile.inner, lengths[inner]) {
                                let from = start + slab * steps[outer] + column * steps[inner]
                                let to = slab * places[outer] + column * places[inner]
                                for z in low..<high { target[to &+ z] = source[from &+ z &* step] }
                            }
                        }
                    }
                }
                written = bytes.count
            }
        }
    }
}

/// Whether any of `values` is not a number; looks at all, so that several are looked at at once.
private func hasNaN(_ values: [Float]) -> Bool {
    values.reduce(0) { $0 | ($1.isNaN ? 1 : 0) } != 0
}

/// The nearest whole numbers from 0 to 255 to numbers, halves rounded up.
private func nearestBytes(_ values: [Float]) -> [UInt8] {
    // Unsafe: written in place, without a call or a check for each of many values.
    [UInt8](unsafeUninitializedCapacity: values.count) { target, written in
        for (index, value) in values.enumerated() {
            let value = min(max(value, 0), 255)
            // The sum has no bits for fractions: its lowest byte is the nearest whole number, of two the even one.
            let sum = value + 0x1p23
            let wentDown = value - (sum - 0x1p23) == 0.5
            target[index] = UInt8(truncatingIfNeeded: sum.bitPattern &+ (wentDown ? 1 : 0))
        }
        written = values.count
    }
}

private let needsWindow =
    "holds values other than whole numbers from 0 to 255; data.window: [low, high] says which values to keep"
