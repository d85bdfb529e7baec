import TesseraRandomness
import TesseraTorch

/// First convolutions that begin with what pictures are made of.
///
/// The directions in which small patches of pictures vary, from the strongest, are as filters uncorrelated; batch
/// normalisation behind makes them equally strong: the first layer whitens its input (Page 2018, Jordan 2024), which
/// later layers then need not learn to do. Each goes with both signs, as rectifiers let one half of each through.
extension SingleNetwork {
    /// Makes the first convolution begin with the directions in which patches of `pictures` vary, as far as there are
    /// channels; those beyond stay as they are.
    ///
    /// - Parameters:
    ///   - pictures: some of the training part's, [count, channels, axes...].
    ///   - key: decides which patches.
    /// - Returns: false, and nothing is changed, where the first layer is no convolution of a patch that fits.
    /// - Throws: `TorchError`.
    @discardableResult
    public func whitenFirstLayer(of pictures: Tensor, key: RandomKey) throws -> Bool {
        guard let weight = state.first?.tensor else { return false }
        let (shape, whole) = (try weight.shape, try pictures.shape)
        guard shape.count > 2, shape.count == whole.count, shape[1] == whole[1],
            zip(shape.dropFirst(2), whole.dropFirst(2)).allSatisfy({ $0 <= $1 })
        else { return false }
        let directions = principalDirections(of: try patches(of: pictures, sides: Array(shape[2...]), key: key))
        let length = (try (weight.detach() * weight.detach()).sum().item / Double(shape[0])).squareRoot()
        var values = try weight.detach().contiguous().floats
        let size = shape[1...].reduce(1, *)
        for channel in 0..<min(shape[0], 2 * size) {
            let sign = channel.isMultiple(of: 2) ? length : -length
            for (place, value) in directions[channel / 2].enumerated() {
                values[channel * size + place] = Float(sign * value)
            }
        }
        try withoutGradient { try weight.copy(from: Tensor(values, shape: shape)) }
        return true
    }

    /// Eight patches of each picture at random places, each with channels outermost.
    private func patches(of pictures: Tensor, sides: [Int], key: RandomKey) throws -> [[Float]] {
        let shape = try pictures.shape
        let (values, lengths) = (try pictures.contiguous().floats, Array(shape[2...]))
        let steps = lengths.indices.map { lengths[($0 + 1)...].reduce(1, *) }
        let volume = lengths.reduce(1, *)
        var stream = key.stream
        return (0..<shape[0] * 8).map { index in
            let corner = zip(lengths, sides).map { stream.integer(in: 0...($0 - $1)) }
            var places = [0]
            for axis in lengths.indices {
                places = places.flatMap { place in (0..<sides[axis]).map { place + (corner[axis] + $0) * steps[axis] } }
            }
            return (0..<shape[1]).flatMap { channel in
                places.map { values[(index / 8 * shape[1] + channel) * volume + $0] }
            }
        }
    }
}

/// The directions of length 1 in which rows vary, uncorrelated, from the strongest: the eigenvectors of their
/// covariance, by Jacobi's rotations.
func principalDirections(of rows: [[Float]]) -> [[Double]] {
    let size = rows.first?.count ?? 0
    let means = (0..<size).map { column in rows.reduce(0) { $0 + Double($1[column]) } / Double(rows.count) }
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for row in rows {
        let centred = zip(row, means).map { Double($0) - $1 }
        for first in 0..<size { for second in 0..<size { matrix[first][second] += centred[first] * centred[second] } }
    }
    var directions = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    for _ in 0..<30 {
        for first in 0..<size {
            for second in first + 1..<max(size, first + 1) where abs(matrix[first][second]) > 1e-300 {
                let ratio = (matrix[second][second] - matrix[first][first]) / (2 * matrix[first][second])
                let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
                let cosine = 1 / (tangent * tangent + 1).squareRoot()
                let sine = tangent * cosine
                for other in 0..<size {
                    let (a, b) = (matrix[other][first], matrix[other][second])
                    (matrix[other][first], matrix[other][second]) = (cosine * a - sine * b, sine * a + cosine * b)
                }
                for other in 0..<size {
                    let (a, b) = (matrix[first][other], matrix[second][other])
                    (matrix[first][other], matrix[second][other]) = (cosine * a - sine * b, sine * a + cosine * b)
                    let (c, d) = (directions[first][other], directions[second][other])
                    directions[first][other] = cosine * c - sine * d
                    directions[second][other] = sine * c + cosine * d
                }
            }
        }
    }
    return (0..<size).sorted { matrix[$0][$0] > matrix[$1][$1] }.map { directions[$0] }
}
