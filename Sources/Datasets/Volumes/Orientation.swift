/// How the axes of a stored volume lie in the body: which of them, and in which direction, leads to the right, to the
/// front and up (RAS+).
struct Orientation: Sendable, Hashable {
    /// For x, y, z of RAS+: the stored axis that is closest to it, 0 the fastest.
    let axes: [Int]
    /// For x, y, z of RAS+: whether that stored axis runs the other way.
    let flipped: [Bool]

    /// Axes that are those of RAS+ already.
    static let asStored = Orientation(axes: [0, 1, 2], flipped: [false, false, false])

    init(axes: [Int], flipped: [Bool]) {
        self.axes = axes
        self.flipped = flipped
    }

    /// The axes closest to those of an affine matrix; nil where it does not span space.
    ///
    /// As nibabel's `io_orientation`: of the rotation next to the matrix (its polar factor), the stored axis with the
    /// largest component goes first and takes the axis of that component.
    ///
    /// - Parameter columns: for each stored axis the step to its next voxel, along x, y, z.
    init?(columns: [[Double]]) {
        let lengths = columns.map { ($0[0] * $0[0] + $0[1] * $0[1] + $0[2] * $0[2]).squareRoot() }
        guard lengths.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
        guard
            let rotation = rotation(nextTo: zip(columns, lengths).map { column, length in column.map { $0 / length } })
        else { return nil }
        let strength = rotation.map { $0.reduce(0) { max($0, abs($1)) } }
        var axes = [0, 1, 2]
        var flipped = [false, false, false]
        var free = [0, 1, 2]
        for stored in [0, 1, 2].sorted(by: { (-strength[$0], $0) < (-strength[$1], $1) }) {
            guard let axis = free.max(by: { abs(rotation[stored][$0]) < abs(rotation[stored][$1]) }) else { return nil }
            free.removeAll { $0 == axis }
            axes[axis] = stored
            flipped[axis] = rotation[stored][axis] < 0
        }
        self.init(axes: axes, flipped: flipped)
    }

    /// The lengths of x, y, z where those of the stored axes are `stored`.
    func oriented(_ stored: [Int]) -> [Int] { axes.map { stored[$0] } }
}

/// The orthogonal matrix closest to a matrix, by Higham's iteration; nil where the matrix is singular.
private func rotation(nextTo matrix: [[Double]]) -> [[Double]]? {
    var matrix = matrix
    for _ in 0..<100 {
        // The cofactors over the determinant are the transposed inverse.
        let cofactors = (0..<3).map { row in
            let (a, b) = (matrix[(row + 1) % 3], matrix[(row + 2) % 3])
            return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
        }
        let determinant = zip(matrix[0], cofactors[0]).reduce(0) { $0 + $1.0 * $1.1 }
        guard determinant.isFinite, abs(determinant) > 1e-9 else { return nil }
        let next = zip(matrix, cofactors).map { row, other in zip(row, other).map { ($0 + $1 / determinant) / 2 } }
        let change = zip(matrix.joined(), next.joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
        matrix = next
        if change < 1e-14 { break }
    }
    return matrix
}

/// The length of a step along x, y, z.
func stepLength(_ step: [Double]) -> Double { step.reduce(0) { $0 + $1 * $1 }.squareRoot() }
