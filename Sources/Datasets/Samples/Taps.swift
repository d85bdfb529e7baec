/// One kept coordinate of a resampled axis: a weighted sum of neighbours on the stored axis.
///
/// Linear interpolation with PyTorch's conventions of `align_corners=False` and `antialias=True`: the triangle that
/// weighs the neighbours grows with the step where the axis shrinks, so that every stored voxel counts; where the axis
/// grows or stays it is plain linear interpolation, the border's voxels repeated.
struct Taps {
    /// The first neighbour, and the weight of it and of those after it.
    let first: Int
    let weights: [Float]

    var range: Range<Int> { first..<first + weights.count }

    /// The coordinate `coordinate` of an axis brought from `length` to `size`.
    init(_ coordinate: Int, from length: Int, to size: Int) {
        guard length != size else {
            (first, weights) = (coordinate, [1])
            return
        }
        let step = Double(length) / Double(size)
        let reach = max(step, 1)
        let center = step * (Double(coordinate) + 0.5)
        let range = max(Int(center - reach + 0.5), 0)..<min(Int(center + reach + 0.5), length)
        let raw = range.map { max(1 - abs(Double($0) + 0.5 - center) / reach, 0) }
        let sum = raw.reduce(0, +)
        first = range.lowerBound
        weights = raw.map { Float($0 / sum) }
    }
}

/// How much each of `length` places of an axis counts for each of `size` places that it is brought to: [length x size],
/// row-major.
///
/// See ``SampleSource/shrunk(to:)``.
public func resamplingWeights(from length: Int, to size: Int) -> [Float] {
    var weights = [Float](repeating: 0, count: length * size)
    for place in 0..<size {
        let taps = Taps(place, from: length, to: size)
        for (offset, weight) in taps.weights.enumerated() { weights[(taps.first + offset) * size + place] = weight }
    }
    return weights
}

/// The kept coordinates of one resampled axis.
struct AxisTaps {
    let taps: [Taps]
    /// The smallest range of stored coordinates that holds all neighbours.
    let envelope: Range<Int>
    /// Whether each coordinate is its one neighbour.
    let isPlain: Bool

    init(_ coordinates: [Int], from length: Int, to size: Int) {
        taps = coordinates.map { Taps($0, from: length, to: size) }
        envelope = (taps.first?.range.lowerBound ?? 0)..<(taps.last?.range.upperBound ?? 0)
        isPlain = length == size
    }

    /// The kept coordinates of the fast axis of `values`, whose rows are `length` pixels of `channels` values long.
    func alongRows(_ values: [Float], length: Int, channels: Int = 1) -> [Float] {
        if isPlain, taps.count == length { return values }
        let rows = values.count / (length * channels)
        precondition(envelope.upperBound <= length, "coordinates \(envelope) of rows of \(length)")
        // Unsafe: all places lie in the envelope, which is checked once instead of for each weight of each voxel.
        return values.withUnsafeBufferPointer { values in
            [Float](unsafeUninitializedCapacity: rows * taps.count * channels) { target, written in
                // Some rows at once: as many as the processor's cache holds.
                for first in stride(from: 0, to: rows, by: 16) {
                    for (index, tap) in taps.enumerated() {
                        tap.weights.withUnsafeBufferPointer { weights in
                            for row in first..<min(first + 16, rows) {
                                let place = (row &* length &+ tap.first) &* channels
                                let result = (row &* taps.count &+ index) &* channels
                                if channels == 3 {
                                    // Colours have a loop of their own: their sums do not wait for each other.
                                    var (red, green, blue): (Float, Float, Float) = (0, 0, 0)
                                    for offset in weights.indices {
                                        let pixel = place &+ offset &* 3
                                        red += weights[offset] * values[pixel]
                                        green += weights[offset] * values[pixel &+ 1]
                                        blue += weights[offset] * values[pixel &+ 2]
                                    }
                                    (target[result], target[result &+ 1], target[result &+ 2]) = (red, green, blue)
                                    continue
                                }
                                for channel in 0..<channels {
                                    var sum: Float = 0
                                    for offset in weights.indices {
                                        sum += weights[offset] * values[place &+ offset &* channels &+ channel]
                                    }
                                    target[result &+ channel] = sum
                                }
                            }
                        }
                    }
                }
                written = rows * taps.count * channels
            }
        }
    }

    /// The kept coordinates of the slow axis of `values`, whose rows are `length` long and begin with row `start`.
    func acrossRows(_ values: [Float], length: Int, start: Int) -> [Float] {
        if isPlain, taps.count * length == values.count { return values }
        return acrossRows(values, length: length, start: start) { $0 }
    }

    /// The same of bytes.
    func acrossRows(_ bytes: [UInt8], length: Int) -> [Float] {
        acrossRows(bytes, length: length, start: 0) { Float($0) }
    }

    @inline(__always) private func acrossRows<Value>(
        _ values: [Value], length: Int, start: Int, _ number: (Value) -> Float
    ) -> [Float] {
        precondition(
            envelope.lowerBound >= start && (envelope.upperBound - start) * length <= values.count,
            "rows \(envelope) of \(values.count / max(1, length)) from \(start) on")
        // Unsafe: all rows lie in the envelope, which is checked once instead of for each value.
        return values.withUnsafeBufferPointer { values in
            [Float](unsafeUninitializedCapacity: taps.count * length) { target, written in
                for (index, tap) in taps.enumerated() {
                    let sums = UnsafeMutableBufferPointer(rebasing: target[index * length..<(index + 1) * length])
                    for (offset, weight) in tap.weights.enumerated() {
                        let place = (tap.first + offset - start) * length
                        let row = UnsafeBufferPointer(rebasing: values[place..<place + length])
                        if offset == 0 {
                            for column in 0..<length { sums[column] = weight * number(row[column]) }
                        } else {
                            for column in 0..<length { sums[column] += weight * number(row[column]) }
                        }
                    }
                }
                written = taps.count * length
            }
        }
    }
}

/// Adds `sum.count` of `values`, from `place` on, times `weight`.
func add(_ values: [Float], at place: Int, times weight: Float, to sum: inout [Float]) {
    precondition(place >= 0 && place + sum.count <= values.count, "\(sum.count) values from \(place) on")
    // Unsafe: with one check for all, several are added at once.
    values.withUnsafeBufferPointer { values in
        sum.withUnsafeMutableBufferPointer { sum in
            for index in sum.indices { sum[index] += weight * values[place &+ index] }
        }
    }
}
