import CTesseraPNG
import Foundation

extension Raster {
    /// The bytes of a PNG file, grey where all pixels are; nil where libpng has no memory for it.
    package var png: [UInt8]? {
        let pixels = stride(from: 0, to: bytes.count, by: 3)
        let isGrey = pixels.allSatisfy { at in
            let red = bytes[at]
            return red == bytes[at + 1] && red == bytes[at + 2]
        }
        let values = isGrey ? pixels.map { bytes[$0] } : bytes
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(clamping: width)
        image.height = png_uint_32(clamping: height)
        image.format = isGrey ? 0 : png_uint_32(PNG_FORMAT_RGB)
        // The first call asks how many bytes it will be.
        var size = png_alloc_size_t(0)
        guard png_image_write_to_memory(&image, nil, &size, 0, values, 0, nil) != 0 else { return nil }
        var file = [UInt8](repeating: 0, count: size)
        guard png_image_write_to_memory(&image, &file, &size, 0, values, 0, nil) != 0 else { return nil }
        return Array(file.prefix(size))
    }

    /// The picture as an address that holds it whole, for pages; nil as `png`.
    package var dataURI: String? {
        png.map { "data:image/png;base64," + Data($0).base64EncodedString() }
    }

    /// The picture made smaller, each pixel the mean of what it covers, until neither side is above `side`; pictures
    /// that are small enough stay as they are.
    package func fitted(into side: Int) -> Raster {
        precondition(side > 0, "a picture of \(side) pixels; 1 is the least")
        let longer = max(width, height)
        guard longer > side else { return self }
        var small = Raster(width: max(1, width * side / longer), height: max(1, height * side / longer))
        let (across, down) = (covers(width, small.width), covers(height, small.height))
        for row in 0..<small.height {
            for column in 0..<small.width {
                var (red, green, blue) = (0.0, 0.0, 0.0)
                for (y, high) in down[row] {
                    for (x, wide) in across[column] {
                        let colour = self[y, x]
                        red += Double(colour.red) * high * wide
                        green += Double(colour.green) * high * wide
                        blue += Double(colour.blue) * high * wide
                    }
                }
                func rounded(_ value: Double) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
                small[row, column] = Colour(rounded(red), rounded(green), rounded(blue))
            }
        }
        return small
    }

    /// For each of `target` equal parts of 0..<`length`: the whole numbers that it covers, and their shares of it.
    private func covers(_ length: Int, _ target: Int) -> [[(index: Int, share: Double)]] {
        let part = Double(length) / Double(target)
        return (0..<target).map { index in
            let (from, to) = (part * Double(index), part * Double(index + 1))
            return (Int(from)..<min(length, Int(to.rounded(.up)))).map { place in
                (place, (min(to, Double(place + 1)) - max(from, Double(place))) / part)
            }
        }
    }
}
