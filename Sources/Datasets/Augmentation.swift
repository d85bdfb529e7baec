import Randomness

/// How training pictures are varied at random: mirrored, and shifted by a few pixels.
///
/// Augmentation acts on the whole picture before it is cut, and is a pure function of key, epoch and sample: all
/// subdomains see boxes of the same picture, whichever worker reads them and in whichever order.
public struct Augmentation: Sendable, Hashable, Codable {
    /// Whether half of the pictures, drawn at random, are mirrored along the last axis (left to right).
    public let flip: Bool

    /// The longest shift along each axis, in pixels; a picture moves by any of `-shift ... shift`, each equally likely.
    ///
    /// What moves in is the picture mirrored at its border pixel, which is not repeated (PyTorch's `reflect`).
    public let shift: Int

    /// Pictures as they are.
    public static let none = Augmentation(flip: false, shift: 0)

    /// Flips if `flip`, and shifts by up to `shift` pixels, which must not be negative.
    public init(flip: Bool, shift: Int) {
        precondition(shift >= 0, "a longest shift of \(shift) pixels; it must not be negative")
        self.flip = flip
        self.shift = shift
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
        return transform
    }
}

/// What augmentation does to one picture: it is mirrored along its last axis if it is, then shifted along each axis.
public struct Transform: Sendable, Hashable {
    /// Whether the picture is mirrored along its last axis.
    public var isFlipped: Bool

    /// By how many pixels the picture moves along each axis, towards higher coordinates. There is room for four axes
    /// (a vector needs no allocation); those the picture lacks do not count.
    public var shift: SIMD4<Int>

    /// No change.
    public static let identity = Transform(isFlipped: false, shift: .zero)

    /// Mirrors if `isFlipped`, then shifts by `shift`.
    public init(isFlipped: Bool, shift: SIMD4<Int>) {
        self.isFlipped = isFlipped
        self.shift = shift
    }

    /// The coordinate of the original picture that is seen at `coordinate` along `axis`, whose length is `side`.
    func source(of coordinate: Int, axis: Int, side: Int, isLast: Bool) -> Int {
        // Reflection repeats with this period; taking the shift's remainder first keeps absurd shifts from overflowing.
        let period = max(1, 2 * (side - 1))
        var place = (coordinate - shift[axis] % period) % period
        if place < 0 { place += period }
        if place >= side { place = period - place }
        return isFlipped && isLast ? side - 1 - place : place
    }
}
