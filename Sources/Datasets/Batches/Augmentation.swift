import Foundation
import Randomness

/// How training pictures are varied at random: mirrored, turned by a few degrees, and shifted by a few pixels.
///
/// Augmentation acts on the whole picture before it is cut, and is a pure function of key, epoch and sample: all
/// subdomains see boxes of the same picture, whichever worker reads them and in whichever order.
public struct Augmentation: Sendable, Hashable, Codable {
    /// Whether half of the pictures, drawn at random, are mirrored left to right.
    public let flip: Bool

    /// The longest shift along each axis, in pixels; a picture moves by any of `-shift ... shift`, each equally likely.
    ///
    /// What moves in is the picture mirrored at its border pixel, which is not repeated (PyTorch's `reflect`).
    public let shift: Int

    /// The largest angle in degrees; a picture is turned about its middle, in the plane of its first two axes (a volume
    /// about its axial one), by any of `-rotate ... rotate`, with linear interpolation.
    public let rotate: Double

    /// Pictures as they are.
    public static let none = Augmentation(flip: false, shift: 0)

    /// Flips if `flip`, shifts by up to `shift` pixels and turns by up to `rotate` degrees (0 to 180).
    public init(flip: Bool, shift: Int, rotate: Double = 0) {
        precondition(shift >= 0, "a longest shift of \(shift) pixels; it must not be negative")
        precondition((0...180).contains(rotate), "a largest angle of \(rotate) degrees; it must be 0 to 180")
        self.flip = flip
        self.shift = shift
        self.rotate = rotate
    }

    /// What happens to the picture of `sample` in `epoch`. Cheap: it is called for each sample and subdomain.
    public func transform(sample: Int, epoch: Int, key: RandomKey) -> Transform {
        guard self != .none else { return .identity }
        var stream = key.derived(epoch).derived(sample).stream
        var transform = Transform.identity
        transform.isFlipped = flip && stream.integer(in: 0...1) == 1
        if shift > 0 {
            for axis in transform.shift.indices {
                transform.shift[axis] = stream.integer(in: -shift...shift)
            }
        }
        if rotate > 0 {
            transform.angle = rotate * (Double(stream.integer(in: 0...1 << 24)) / Double(1 << 23) - 1) * .pi / 180
        }
        return transform
    }
}

/// What augmentation does to one picture: it is mirrored if it is, then turned, then shifted along each axis.
public struct Transform: Sendable, Hashable {
    /// Whether the picture is mirrored left to right.
    public var isFlipped: Bool

    /// The angle in radians by which it is turned in the plane of its first two axes, from the first to the second.
    public var angle = 0.0

    /// By how many pixels the picture moves along each axis, towards higher coordinates. There is room for four axes
    /// (a vector needs no allocation); those the picture lacks do not count.
    public var shift: SIMD4<Int>

    /// No change.
    public static let identity = Transform(isFlipped: false, shift: .zero)

    /// Mirrors if `isFlipped`, then shifts by `shift`.
    public init(isFlipped: Bool, shift: SIMD4<Int>, angle: Double = 0) {
        self.isFlipped = isFlipped
        self.shift = shift
        self.angle = angle
    }

    /// The coordinate of the original picture that is seen at `coordinate` along `axis`, whose length is `side`, where
    /// nothing is turned.
    ///
    /// - Parameter isMirrored: whether this is the axis from left to right.
    func source(of coordinate: Int, axis: Int, side: Int, isMirrored: Bool) -> Int {
        // Reflection repeats with this period; taking the shift's remainder first keeps absurd shifts from overflowing.
        source(coordinate - shift[axis] % max(1, 2 * (side - 1)), side: side, isMirrored: isMirrored)
    }

    /// The coordinate inside of a picture that `place` shows by reflection, and by mirroring if there is any.
    func source(_ place: Int, side: Int, isMirrored: Bool) -> Int {
        let period = max(1, 2 * (side - 1))
        var place = place % period
        if place < 0 { place += period }
        if place >= side { place = period - place }
        return isFlipped && isMirrored ? side - 1 - place : place
    }

    /// How places of the first two axes, `sides` long, are turned and shifted back.
    func turn(sides: (Int, Int)) -> Turn {
        Turn(
            cosine: cos(angle), sine: sin(angle), middle: (Double(sides.0 - 1) / 2, Double(sides.1 - 1) / 2),
            shift: (shift[0], shift[1]))
    }
}

/// A turn in the plane of a picture's first two axes about its middle, and a shift after it.
struct Turn {
    let cosine: Double
    let sine: Double
    let middle: (Double, Double)
    let shift: (Int, Int)

    /// Where in the picture before turning and shifting the place (`first`, `second`) lies.
    @inline(__always)
    func source(_ first: Int, _ second: Int) -> (Double, Double) {
        let (a, b) = (Double(first - shift.0) - middle.0, Double(second - shift.1) - middle.1)
        return (middle.0 + cosine * a + sine * b, middle.1 - sine * a + cosine * b)
    }
}
