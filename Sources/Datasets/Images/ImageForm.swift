import CTesseraImages

/// How an image becomes of another size than it has.
public enum Fit: String, Sendable, Hashable, CaseIterable {
    /// Rows and columns are scaled each by itself.
    case stretch
    /// Scaled until the size is covered; what stands out on both sides is cut off.
    case crop
    /// Scaled until it fits; the rest, on both sides, is black.
    case pad
}

/// The one form that all images of a data set are brought to.
struct ImageForm: Sendable, Hashable {
    /// 1: grey; 3: red, green, blue.
    ///
    /// Grey images become coloured ones where there are both.
    var channels: Int
    /// Rows and columns; nil: as they are.
    var size: [Int]?
    var fit = Fit.stretch
    /// Which values become black and white; nil: bytes as they are, of 16 bits the upper 8.
    var window: Window?

    /// The size of a picture of `from`, as they lie in the rows and columns of `size`.
    func fitted(_ from: [Int], to size: [Int]) -> [Int] {
        let scales = zip(size, from).map { Double($0) / Double($1) }
        let scale: Double
        switch fit {
        case .stretch: return size
        case .crop: scale = max(scales[0], scales[1])
        case .pad: scale = min(scales[0], scales[1])
        }
        return zip(from, size).map { side, target in
            let scaled = max(1, Int((Double(side) * scale).rounded()))
            return fit == .crop ? max(scaled, target) : min(scaled, target)
        }
    }

    /// The form of the decoder's output for a picture of `from`, rows and columns.
    func specification(of from: [Int]) -> cimages_form {
        let needed = size.map { fitted(from, to: $0) }
        return cimages_form(
            channels: Int32(channels), needed_width: Int64(needed?[1] ?? 0), needed_height: Int64(needed?[0] ?? 0),
            has_window: window != nil, low: window?.low ?? 0, high: window?.high ?? 1)
    }

    /// Brings decoded pixels of `from`, rows and columns, to the size.
    func resized(_ pixels: [UInt8], from: [Int]) -> [UInt8] {
        guard let size, from != size else { return pixels }
        let fitted = fitted(from, to: size)
        // The part that is seen, of the fitted picture; all of it but for `crop`.
        let axes = (0..<2).map { axis in
            let start = max(0, (fitted[axis] - size[axis]) / 2)
            return AxisTaps(
                Array(start..<start + min(size[axis], fitted[axis])), from: from[axis], to: fitted[axis])
        }
        let across = axes[0].acrossRows(pixels, length: from[1] * channels)
        let values = axes[1].alongRows(across, length: from[1], channels: channels)
        let bytes = rounded(values)
        return fit == .pad ? padded(bytes, from: fitted, to: size) : bytes
    }

    /// The nearest bytes; values lie between 0 and 255 but for a rounding.
    ///
    /// Halves go up, as Pillow's do, with what a rounding put just below one.
    private func rounded(_ values: [Float]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: values.count) { bytes, written in
            for (index, value) in values.enumerated() {
                // A sum with 2^23 is a whole number: without the check of a conversion, which this many would feel.
                let whole = min(max(value, 0), 255) + 0x1p-12 + 0x1p23
                bytes[index] = UInt8(truncatingIfNeeded: whole.bitPattern)
            }
            written = values.count
        }
    }

    private func padded(_ bytes: [UInt8], from: [Int], to size: [Int]) -> [UInt8] {
        var canvas = [UInt8](repeating: 0, count: size[0] * size[1] * channels)
        let (top, left, length) = ((size[0] - from[0]) / 2, (size[1] - from[1]) / 2, from[1] * channels)
        for row in 0..<from[0] {
            let place = ((top + row) * size[1] + left) * channels
            canvas.replaceSubrange(place..<place + length, with: bytes[row * length..<(row + 1) * length])
        }
        return canvas
    }
}
