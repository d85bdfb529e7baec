/// A picture of red, green and blue bytes, to draw on and to save.
///
/// Drawing beyond its borders is no mistake: what lies outside is left out.
package struct Raster: Sendable, Hashable {
    /// The number of columns and rows.
    package let width, height: Int

    /// Red, green and blue of each pixel, row by row from the top left.
    package private(set) var bytes: [UInt8]

    /// A picture of one colour, white by default; both sides must be at least one pixel.
    package init(width: Int, height: Int, fill colour: Colour = .white) {
        precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels; at least 1 x 1 is needed")
        self.width = width
        self.height = height
        bytes = []
        bytes.reserveCapacity(width * height * 3)
        for _ in 0..<width * height { bytes += [colour.red, colour.green, colour.blue] }
    }

    /// A picture of pixels as a data set holds them: row by row, with 1 (grey) or 3 (red, green, blue) bytes each.
    package init(width: Int, height: Int, channels: Int, bytes: [UInt8]) {
        precondition(width > 0 && height > 0, "a picture of \(width) x \(height) pixels; at least 1 x 1 is needed")
        precondition(channels == 1 || channels == 3, "\(channels) channels in a picture; it has 1 (grey) or 3")
        precondition(
            bytes.count == width * height * channels,
            "\(bytes.count) bytes for \(width) x \(height) pixels of \(channels) channels")
        self.width = width
        self.height = height
        self.bytes = channels == 3 ? bytes : bytes.flatMap { [$0, $0, $0] }
    }

    /// The colour of a pixel, which must lie inside.
    package subscript(row: Int, column: Int) -> Colour {
        get {
            let start = offset(row, column)
            return Colour(bytes[start], bytes[start + 1], bytes[start + 2])
        }
        set {
            let start = offset(row, column)
            bytes[start] = newValue.red
            bytes[start + 1] = newValue.green
            bytes[start + 2] = newValue.blue
        }
    }

    /// All of the picture.
    package var area: Area { Area(rows: 0..<height, columns: 0..<width) }

    private func offset(_ row: Int, _ column: Int) -> Int {
        precondition(
            row >= 0 && row < height && column >= 0 && column < width,
            "pixel (\(row), \(column)) of a picture of \(height) rows and \(width) columns")
        return (row * width + column) * 3
    }
}
