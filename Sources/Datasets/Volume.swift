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

    /// Starts to read voxels.
    func slices() throws(DatasetError) -> any SliceReader
}

/// Reads the slices of a volume one after another, so that memory follows what a file holds, not what it promises.
protocol SliceReader {
    /// The values of `rows` of slice `index`, through the window. Slices must be asked for in ascending order.
    func values(of index: Int, rows: Range<Int>, window: Window) throws(DatasetError) -> [Float]
}

extension Volume {
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
            guard !raw.contains(where: \.isNaN) else { throw .badFile(path: path, reason: needsWindow) }
            let rows = axes[0].alongRows(raw, length: stored[0])
            let plane = axes[1].acrossRows(rows, length: axes[0].taps.count, start: axes[1].envelope.lowerBound)
            var index = next
            while index < axes[2].taps.count, axes[2].taps[index].range.contains(slice) {
                let tap = axes[2].taps[index]
                let weight = tap.weights[slice - tap.first]
                add(
                    plane, at: 0, times: weight, to: &sums[index, default: [Float](repeating: 0, count: plane.count)])
                if slice == tap.range.upperBound - 1, let sum = sums.removeValue(forKey: index) {
                    bytes += sum.map { UInt8(min(max($0.rounded(), 0), 255)) }
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
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for x in 0..<lengths[0] {
            for y in 0..<lengths[1] {
                var place = start + x * steps[0] + y * steps[1]
                for _ in 0..<lengths[2] {
                    result.append(bytes[place])
                    place += steps[2]
                }
            }
        }
        return result
    }
}

private let needsWindow =
    "holds values other than whole numbers from 0 to 255; data.window: [low, high] says which values to keep"
