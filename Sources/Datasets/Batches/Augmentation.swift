import Foundation
import TesseraRandomness

/// How training pictures are varied at random: mirrored, cropped, turned and zoomed a little, shifted by a few pixels,
/// brighter or darker, and a square of them covered.
///
/// Augmentation acts on the whole picture before it is cut, and is a pure function of key, epoch and sample: all
/// subdomains see boxes of the same picture, whichever worker reads them and in whichever order.
public struct Augmentation: Sendable, Hashable, Codable {
    /// Whether half of the pictures, drawn at random, are mirrored left to right.
    public var flip: Bool

    /// The longest shift along each axis, in pixels; a picture moves by any of `-shift ... shift`, each equally likely.
    ///
    /// What moves in is the picture mirrored at its border pixel, which is not repeated (PyTorch's `reflect`).
    public var shift: Int

    /// The largest angle in degrees; a picture is turned about its middle, in the plane of its first two axes (a volume
    /// about its axial one), by any of `-rotate ... rotate`, with linear interpolation.
    public var rotate: Double

    /// By how much a picture is enlarged or reduced at most, about its middle and in the plane of its first two axes:
    /// by any factor from `1 / (1 + zoom)` to `1 + zoom`, evenly in its logarithm, with linear interpolation.
    public var zoom: Double

    /// The side in pixels of a square, in volumes a cube, at a random place of each picture that is covered with the
    /// mean (Cutout, DeVries and Taylor 2017); its middle is within the picture, so part of it may lie outside.
    ///
    /// 0: none.
    public var erase: Int

    /// Further axes, by their numbers, along which half of the pictures are mirrored, each drawn for itself.
    public var flipAxes: [Int] = []

    /// The smallest share of the picture's area, in the plane of its first two axes, that is cut out at random and
    /// enlarged to the whole (PyTorch's `RandomResizedCrop`): any share from this to 1, with sides in a ratio of 3/4 to
    /// 4/3, evenly in its logarithm, as far as they fit.
    ///
    /// 0: nothing is cut out.
    public var crop = 0.0

    /// By how much values are larger or smaller at most: times any factor from `1 - brightness` to `1 + brightness`, cut
    /// off at the ends of the range.
    public var brightness = 0.0

    /// The same for their distance from each channel's mean in the data set.
    public var contrast = 0.0

    /// The same as brightness for each channel by itself.
    public var color = 0.0

    /// Above 0, pictures are mixed with another one of the same part (mixup, Zhang and others 2018): each is times a share
    /// of the distribution Beta(mixup, mixup), the larger of the two, the other one times the rest; so are their labels.
    public var mixup = 0.0

    /// Pictures as they are.
    public static let none = Augmentation(flip: false, shift: 0)

    /// Flips if `flip`, shifts by up to `shift` pixels, turns by up to `rotate` degrees (0 to 180), zooms by up to a
    /// factor of `1 + zoom` (at most 2) and covers a square of `erase` pixels.
    public init(flip: Bool, shift: Int, rotate: Double = 0, zoom: Double = 0, erase: Int = 0) {
        self.flip = flip
        self.shift = shift
        self.rotate = rotate
        self.zoom = zoom
        self.erase = erase
    }

    /// Traps where a value is out of its range.
    func check() {
        precondition(shift >= 0, "a longest shift of \(shift) pixels; it must not be negative")
        precondition(flipAxes.allSatisfy { (0..<8).contains($0) }, "axes \(flipAxes); they have numbers from 0")
        precondition((0...180).contains(rotate), "a largest angle of \(rotate) degrees; it must be 0 to 180")
        precondition((0...1).contains(zoom), "a largest zoom of \(zoom); it must be 0 to 1")
        precondition(erase >= 0, "a covered square of \(erase) pixels; it must not be negative")
        precondition((0...1).contains(mixup), "a mixup of \(mixup); it must be 0 to 1")
        for share in [crop, brightness, contrast, color] {
            precondition((0...1).contains(share), "a share of \(share) to vary by; it must be 0 to 1")
        }
    }

    /// What the picture of `sample`, one of `count`, is mixed with in `epoch`, and its own share, 0.5 to 1.
    package func partner(of sample: Int, among count: Int, epoch: Int, key: RandomKey) -> (sample: Int, share: Double) {
        var stream = key.derived("mixup").derived(epoch).derived(sample).stream
        let partner = stream.integer(in: 0..<count)
        // Jöhnk 1964: of two powers of random numbers whose sum is at most 1, the share of one.
        var (one, other) = (0.0, 0.0)
        repeat {
            (one, other) = (pow(stream.uniform(), 1 / mixup), pow(stream.uniform(), 1 / mixup))
        } while one + other > 1 || one + other == 0
        return (partner, max(one, other) / (one + other))
    }

    /// Whether each pixel of a varied picture is one of the picture's own.
    public var keepsPixels: Bool { !turns && erase == 0 && !changesValues }

    /// Whether pixels are interpolated between those of the first two axes.
    public var turns: Bool { rotate > 0 || zoom > 0 || crop > 0 }

    /// Whether values are changed.
    var changesValues: Bool { brightness > 0 || contrast > 0 || color > 0 }

    /// What happens to the picture of `sample` in `epoch`.
    ///
    /// Cheap: it is called for each sample and subdomain.
    package func transform(sample: Int, epoch: Int, key: RandomKey) -> Transform {
        guard self != .none else { return .identity }
        var stream = key.derived(epoch).derived(sample).stream
        var transform = Transform.identity
        transform.isFlipped = flip && stream.integer(in: 0...1) == 1
        if shift > 0 {
            for axis in transform.shift.indices {
                transform.shift[axis] = stream.integer(in: -shift...shift)
            }
        }
        func unit() -> Double { Double(stream.integer(in: 0...1 << 24)) / Double(1 << 24) }
        if rotate > 0 { transform.angle = rotate * (2 * unit() - 1) * .pi / 180 }
        if zoom > 0 { transform.scale = pow(1 + zoom, 2 * unit() - 1) }
        if erase > 0 {
            transform.erased = erase
            for axis in transform.erasedMiddle.indices { transform.erasedMiddle[axis] = unit() }
        }
        for axis in flipAxes where stream.integer(in: 0...1) == 1 { transform.mirrored |= 1 << UInt8(axis) }
        if crop > 0 {
            let area = crop + (1 - crop) * unit()
            let ratio = pow(16.0 / 9, unit() - 0.5)
            for (axis, side) in [(area * ratio).squareRoot(), (area / ratio).squareRoot()].enumerated() {
                let side = min(1, side)
                transform.stretch[axis] /= side
                transform.offset[axis] = (1 - side) * (unit() - 0.5)
            }
        }
        guard changesValues else { return transform }
        func factor(_ most: Double) -> Double { most > 0 ? 1 + most * (2 * unit() - 1) : 1 }
        let brightness = factor(brightness)
        transform.contrast = factor(contrast)
        for channel in transform.gain.indices { transform.gain[channel] = brightness * factor(color) }
        return transform
    }
}
