/// A colour as bytes of red, green and blue.
public struct Colour: Sendable, Hashable {
    /// The intensities, 0 to 255.
    public let red, green, blue: UInt8

    /// A colour of the given intensities.
    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A colour written as a hexadecimal number, such as `0x4E79A7`.
    init(hex: UInt32) {
        self.init(UInt8(hex >> 16 & 0xFF), UInt8(hex >> 8 & 0xFF), UInt8(hex & 0xFF))
    }

    public static let white = Colour(255, 255, 255)
    public static let black = Colour(0, 0, 0)

    /// This colour with `share` (0 to 1) of `other` laid over it.
    func mixed(with other: Colour, share: Double) -> Colour {
        func mix(_ below: UInt8, _ above: UInt8) -> UInt8 {
            UInt8((Double(below) + (Double(above) - Double(below)) * min(max(share, 0), 1)).rounded())
        }
        return Colour(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
    }
}

/// A rectangle of pixels: a range of rows, counted from the top, and one of columns, from the left.
public struct Area: Sendable, Hashable {
    /// The rows and columns that belong to the rectangle.
    public let rows, columns: Range<Int>

    /// The rectangle of these rows and columns.
    public init(rows: Range<Int>, columns: Range<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// The number of rows.
    public var height: Int { rows.count }

    /// The number of columns.
    public var width: Int { columns.count }

    /// What both rectangles share, perhaps nothing.
    public func intersection(_ other: Area) -> Area {
        Area(rows: rows.clamped(to: other.rows), columns: columns.clamped(to: other.columns))
    }

    /// The rectangle that is larger by `margin` pixels on every side.
    func grown(by margin: Int) -> Area {
        Area(
            rows: rows.lowerBound - margin..<rows.upperBound + margin,
            columns: columns.lowerBound - margin..<columns.upperBound + margin)
    }
}
