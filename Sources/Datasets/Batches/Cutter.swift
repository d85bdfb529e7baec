/// A pixel of a turned picture: the four original pixels that it lies between.
struct Turned {
    /// Their distances from the sample's start.
    let offsets: SIMD4<Int>
    /// How much each counts.
    let weights: SIMD4<Float>
}

/// Copies one box out of one sample: looks up each pixel's place by axis, and each byte's value in a table.
///
/// Pointers are unsafe for speed; `BatchReader`, the only user, answers for what they point to.
struct Cutter<Element: BitwiseCopyable> {
    /// 256 values per channel.
    var table: UnsafePointer<Element>
    let channels: Int
    /// The box's sides.
    let shape: [Int]
    /// Per axis, one after another: the distance in bytes of each coordinate from the axis's start.
    let offsets: UnsafeBufferPointer<Int>

    /// Copies the sample at `source` to `target`; returns where the next one goes.
    func copy(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<Element>) -> UnsafeMutablePointer<Element>
    {
        guard let offsets = offsets.baseAddress else { return target }
        return copy(source, axis: 0, offsets: offsets, to: target)
    }

    /// Copies the sample at `source`, turned in the plane of its first two axes: each pixel of the plane is
    /// interpolated between four, rounded to a byte, along all other axes and channels.
    func copy(
        _ source: UnsafePointer<UInt8>, turned pixels: [Turned], to target: UnsafeMutablePointer<Element>
    ) -> UnsafeMutablePointer<Element> {
        guard let offsets = offsets.baseAddress else { return target }
        var target = target
        for pixel in pixels {
            target = copy(source, between: pixel, axis: 2, from: 0, offsets: offsets + shape[0] + shape[1], to: target)
        }
        return target
    }

    /// Sets the values in `ranges`, one an axis of the box, of the copied sample at `target` to 0, the mean.
    func clear(_ ranges: [Range<Int>], of target: UnsafeMutablePointer<Element>) {
        clear(ranges, axis: 0, from: 0, of: target)
    }

    private func clear(_ ranges: [Range<Int>], axis: Int, from start: Int, of target: UnsafeMutablePointer<Element>) {
        let range = ranges[axis]
        guard axis == shape.count - 1 else {
            for place in range {
                clear(ranges, axis: axis + 1, from: (start + place) * shape[axis + 1], of: target)
            }
            return
        }
        let size = MemoryLayout<Element>.stride
        let row = UnsafeMutableRawPointer(target + (start + range.lowerBound) * channels)
        row.initializeMemory(as: UInt8.self, repeating: 0, count: range.count * channels * size)
    }

    private func copy(
        _ source: UnsafePointer<UInt8>, between pixel: Turned, axis: Int, from start: Int,
        offsets: UnsafePointer<Int>, to target: UnsafeMutablePointer<Element>
    ) -> UnsafeMutablePointer<Element> {
        var target = target
        guard axis == shape.count else {
            for position in 0..<shape[axis] {
                target = copy(
                    source, between: pixel, axis: axis + 1, from: start + offsets[position],
                    offsets: offsets + shape[axis], to: target)
            }
            return target
        }
        for channel in 0..<channels {
            let place = source + start + channel
            let values = SIMD4<Float>(
                Float(place[pixel.offsets[0]]), Float(place[pixel.offsets[1]]), Float(place[pixel.offsets[2]]),
                Float(place[pixel.offsets[3]]))
            // Not `rounded()`, which is a call for each value. At most 255: the weights add up to 1, but for a rounding.
            let byte = min(255, Int((values * pixel.weights).sum() + 0.5))
            target[channel] = table[channel << 8 + byte]
        }
        return target + channels
    }

    private func copy(
        _ source: UnsafePointer<UInt8>, axis: Int, offsets: UnsafePointer<Int>,
        to target: UnsafeMutablePointer<Element>
    ) -> UnsafeMutablePointer<Element> {
        let side = shape[axis]
        if axis == shape.count - 1 { return copyRow(source, length: side, offsets: offsets, to: target) }
        var target = target
        for position in 0..<side {
            target = copy(source + offsets[position], axis: axis + 1, offsets: offsets + side, to: target)
        }
        return target
    }

    /// The innermost loop.
    ///
    /// Grey and coloured pictures have their own, in which the compiler knows how many channels there are.
    @inline(__always)
    private func copyRow(
        _ source: UnsafePointer<UInt8>, length: Int, offsets: UnsafePointer<Int>,
        to target: UnsafeMutablePointer<Element>
    ) -> UnsafeMutablePointer<Element> {
        var target = target
        switch channels {
        case 1:
            for position in 0..<length {
                target[position] = table[Int(source[offsets[position]])]
            }
            target += length
        case 3:
            for position in 0..<length {
                let pixel = source + offsets[position]
                target[0] = table[Int(pixel[0])]
                target[1] = table[256 + Int(pixel[1])]
                target[2] = table[512 + Int(pixel[2])]
                target += 3
            }
        default:
            for position in 0..<length {
                let pixel = source + offsets[position]
                for channel in 0..<channels {
                    target[channel] = table[channel << 8 + Int(pixel[channel])]
                }
                target += channels
            }
        }
        return target
    }
}
