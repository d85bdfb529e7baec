import Foundation

/// What augmentation does to one picture: it is mirrored if it is, then turned and zoomed, then shifted along each
/// axis; then a square of it is covered.
package struct Transform: Sendable, Hashable {
    /// Whether the picture is mirrored left to right.
    package var isFlipped: Bool

    /// The angle in radians by which it is turned in the plane of its first two axes, from the first to the second.
    package var angle = 0.0

    /// The factor by which it is enlarged in that plane.
    package var scale = 1.0

    /// By how many pixels the picture moves along each axis, towards higher coordinates.
    ///
    /// There is room for four axes (a vector needs no allocation); those the picture lacks do not count.
    package var shift: SIMD4<Int>

    /// By how much the first two axes are stretched beyond that, about the middle.
    package var stretch = SIMD2<Double>(1, 1)

    /// Where the middle of what is stretched lies from the picture's middle, as a share of each axis.
    package var offset = SIMD2<Double>.zero

    /// The further axes along which it is mirrored, a bit each.
    package var mirrored: UInt8 = 0

    /// The factor of each channel's values, of the first eight channels; those beyond have the last one's.
    package var gain = SIMD8<Double>(repeating: 1)

    /// The factor of the distance from each channel's mean.
    package var contrast = 1.0

    /// The side of the square that is covered; 0: none.
    package var erased = 0

    /// The square's middle along each axis, as a share of the axis.
    package var erasedMiddle = SIMD4<Double>.zero

    /// No change.
    package static let identity = Transform(isFlipped: false, shift: .zero)

    /// Mirrors if `isFlipped`, turns by `angle`, then shifts by `shift`.
    package init(isFlipped: Bool, shift: SIMD4<Int>, angle: Double = 0) {
        self.isFlipped = isFlipped
        self.shift = shift
        self.angle = angle
    }

    /// Whether pixels lie between those of the picture.
    var interpolates: Bool { angle != 0 || scale != 1 || stretch != SIMD2(1, 1) || offset != .zero }

    /// Whether values are changed.
    var changesValues: Bool { contrast != 1 || gain != SIMD8(repeating: 1) }

    /// Whether the picture is mirrored along an axis, `left` being the one from left to right.
    func mirrors(_ axis: Int, left: Int) -> Bool { (isFlipped && axis == left) != (mirrored >> UInt8(axis) & 1 == 1) }

    /// What is covered of an axis, `side` long; it may begin before the axis and end after it.
    func erased(axis: Int, side: Int) -> Range<Int> {
        let start = min(side - 1, Int(erasedMiddle[axis] * Double(side))) - erased / 2
        return start..<start + erased
    }

    /// The coordinate of the original picture that is seen at `coordinate` along `axis`, whose length is `side`, where
    /// nothing is interpolated.
    ///
    /// `isMirrored` says whether it is mirrored along this axis.
    func source(of coordinate: Int, axis: Int, side: Int, isMirrored: Bool) -> Int {
        // Reflection repeats with this period; taking the shift's remainder first keeps absurd shifts from overflowing.
        source(coordinate - shift[axis] % max(1, 2 * (side - 1)), side: side, isMirrored: isMirrored)
    }

    /// The coordinate inside of a picture that `place` shows by reflection, and by mirroring along this axis.
    func source(_ place: Int, side: Int, isMirrored: Bool) -> Int {
        let period = max(1, 2 * (side - 1))
        var place = place % period
        if place < 0 { place += period }
        if place >= side { place = period - place }
        return isMirrored ? side - 1 - place : place
    }

    /// The same for a picture whose axes were shrunk, to the nearest pixel.
    func shrunk(from original: [Int], to picture: [Int]) -> Transform {
        var transform = self
        let shares = zip(picture, original).map { Double($0) / Double($1) }
        for (axis, share) in shares.enumerated() where axis < 4 {
            transform.shift[axis] = Int((Double(shift[axis]) * share).rounded())
        }
        transform.erased = Int((Double(erased) * (shares.min() ?? 1)).rounded())
        return transform
    }

    /// How places of the first two axes, `sides` long, are turned, zoomed and shifted back.
    func turn(sides: (Int, Int)) -> Turn {
        Turn(
            cosine: SIMD2(repeating: cos(angle) / scale) / stretch,
            sine: SIMD2(repeating: sin(angle) / scale) / stretch,
            middle: (Double(sides.0 - 1) / 2, Double(sides.1 - 1) / 2),
            source: (
                Double(sides.0 - 1) / 2 + offset[0] * Double(sides.0),
                Double(sides.1 - 1) / 2 + offset[1] * Double(sides.1)
            ), shift: (shift[0], shift[1]))
    }
}

/// A turn, zoom and crop in the plane of a picture's first two axes about its middle, and a shift after it.
struct Turn {
    /// Of the angle, divided by each axis's factor, like `sine`.
    let cosine: SIMD2<Double>
    let sine: SIMD2<Double>
    let middle: (Double, Double)
    /// What is seen in the middle.
    let source: (Double, Double)
    let shift: (Int, Int)

    /// Where in the picture before turning, zooming and shifting the place (`first`, `second`) lies.
    @inline(__always)
    func source(_ first: Int, _ second: Int) -> (Double, Double) {
        let (a, b) = (Double(first - shift.0) - middle.0, Double(second - shift.1) - middle.1)
        return (source.0 + cosine[0] * a + sine[1] * b, source.1 - sine[0] * a + cosine[1] * b)
    }
}
