/// A colour as bytes of red, green and blue.
package struct Colour: Sendable, Hashable {
    /// The intensities, 0 to 255.
    package let red, green, blue: UInt8

    /// A colour of the given intensities.
    package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A colour written as a hexadecimal number, such as `0x4E79A7`.
    init(hex: UInt32) {
        self.init(UInt8(hex >> 16 & 0xFF), UInt8(hex >> 8 & 0xFF), UInt8(hex & 0xFF))
    }

    /// Full light.
    package static let white = Colour(255, 255, 255)
    /// No light.
    package static let black = Colour(0, 0, 0)

    /// This colour with `share` (0 to 1) of `other` laid over it.
    func mixed(with other: Colour, share: Double) -> Colour {
        func mix(_ below: UInt8, _ above: UInt8) -> UInt8 {
            UInt8((Double(below) + (Double(above) - Double(below)) * min(max(share, 0), 1)).rounded())
        }
        return Colour(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
    }
}
