/// A tensor-product grid of boxes: how often each axis of a picture is cut, and by how much neighbours overlap.
///
/// It is "type A" of Klawonn, Lanser, Weber (arXiv 2408.14442) where `overlap` is 0: the boxes tile the picture, each
/// pixel in exactly one. A grid says nothing about a picture's size, so whether it fits shows only in `boxes(of:)`.
public struct Grid: Sendable, Hashable, Codable {
    /// The number of parts along each axis.
    public let counts: [Int]

    /// The paper's delta: by how many pixels each box grows on every side, clipped at the picture's border.
    public let overlap: Int

    /// A grid of `counts` parts per axis, such as `[4, 4]`, whose boxes grow by `overlap` pixels (none by default).
    public init(_ counts: [Int], overlap: Int = 0) {
        self.counts = counts
        self.overlap = overlap
    }

    /// The grid that `text` names, such as `4x4` or `4x4x2`.
    ///
    /// - Throws: `GridError.text` where it is anything but positive integers with an `x` between each two.
    public init(parsing text: String, overlap: Int = 0) throws(GridError) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        let counts = parts.compactMap { Int($0) }
        guard counts.count == parts.count, counts.allSatisfy({ $0 > 0 }) else { throw .text(text) }
        self.init(counts, overlap: overlap)
    }

    /// N, the number of subdomains.
    public var subdomains: Int {
        // A grid that fits no picture may name any numbers; `boxes(of:)` is where that becomes an error.
        counts.reduce(1) { product, count in
            let (next, overflow) = product.multipliedReportingOverflow(by: count)
            return overflow ? .max : next
        }
    }

    /// The boxes into which the grid cuts a picture of `shape`, in row-major order (the last axis runs fastest).
    ///
    /// Sides that do not divide evenly differ by at most one pixel, the longer ones first.
    ///
    /// - Throws: `GridError` where the grid is none (no axes, a count below 1, a negative overlap), has another number
    ///   of axes than the picture, or more parts along an axis than the picture has pixels.
    public func boxes(of shape: [Int]) throws(GridError) -> [Box] {
        guard !counts.isEmpty, counts.allSatisfy({ $0 > 0 }) else { throw .counts(counts) }
        guard overlap >= 0 else { throw .overlap(overlap) }
        guard counts.count == shape.count else { throw .axes(grid: counts, shape: shape) }
        for axis in shape.indices where counts[axis] > shape[axis] {
            throw .tooManyParts(axis: axis, grid: counts, shape: shape)
        }
        var boxes: [[Range<Int>]] = [[]]
        for (side, count) in zip(shape, counts) {
            let parts = (0..<count).map { part($0, of: count, side: side) }
            boxes = boxes.flatMap { box in parts.map { box + [$0] } }
        }
        return boxes.map(Box.init)
    }

    private func part(_ index: Int, of count: Int, side: Int) -> Range<Int> {
        let (length, longer) = side.quotientAndRemainder(dividingBy: count)
        let lower = index * length + min(index, longer)
        let upper = lower + length + (index < longer ? 1 : 0)
        let growth = min(overlap, side)
        return max(0, lower - growth)..<min(side, upper + growth)
    }
}

extension Grid: CustomStringConvertible {
    /// The counts with an `x` between them, as `init(parsing:)` reads them; the overlap follows where there is one.
    public var description: String {
        crossed(counts) + (overlap == 0 ? "" : ", overlap \(overlap)")
    }
}

func crossed(_ numbers: [Int]) -> String {
    numbers.map(\.description).joined(separator: "x")
}
