import TesseraNetworks
import TesseraRandomness
import TesseraTorch

extension SingleNetwork {
    /// Makes a dense net begin as the mean of the local networks' opinions, which it then learns to improve on: its
    /// first K features carry the mean through all hidden layers, the others begin at random (He and others 2015) and
    /// without a say in the outcome.
    ///
    /// Of log-probabilities that is the normalised geometric mean of the probabilities, of probabilities their
    /// arithmetic mean. With random weights in four layers little of the opinions arrives at the end, and little of the
    /// loss at the local networks of a joined model, until the dense net has learnt to let it through.
    ///
    /// - Parameters:
    ///   - count: the number of opinions, N; the net's input has N x K values.
    ///   - classes: K.
    ///   - input: what an opinion is.
    ///   - key: decides the random features.
    /// - Returns: false, and nothing is changed, where a hidden layer has fewer than K features.
    /// - Throws: `TorchError`.
    @discardableResult
    public func beginAsMean(of count: Int, classes: Int, input: FusionInput, key: RandomKey) throws -> Bool {
        let weights = state.filter { $0.name.hasSuffix("weight") }.map(\.tensor)
        let biases = state.filter { $0.name.hasSuffix("bias") }.map(\.tensor)
        let shapes = try weights.map { try $0.shape }
        precondition(
            shapes.allSatisfy { $0.count == 2 } && shapes.first?[1] == count * classes,
            "a dense net on \(count) x \(classes) values, not one of weights \(shapes)")
        guard shapes.dropLast().allSatisfy({ $0[0] >= classes }) else { return false }
        // Rectifiers let only what is positive through: minus a log-probability is.
        let sign: Float = input == .logProbabilities ? -1 : 1
        try withoutGradient {
            for (layer, weight) in weights.enumerated() {
                let (rows, columns) = (shapes[layer][0], shapes[layer][1])
                let (isFirst, isLast) = (layer == 0, layer == weights.count - 1)
                let bound = isLast ? 0 : (6 / Double(columns)).squareRoot()
                let random = try Tensor.empty([rows, columns])
                try random.fillUniform(-bound, bound, Generator(key.derived(layer)))
                var values = try random.floats
                for row in 0..<classes {
                    for column in 0..<columns {
                        let isOwn = isFirst ? column % classes == row : column == row
                        let own = (isFirst ? sign / Float(count) : 1) * (isLast ? sign : 1)
                        values[row * columns + column] = isOwn ? own : 0
                    }
                }
                try weight.copy(from: Tensor(values, shape: [rows, columns]))
                try biases[layer].copy(from: Tensor.full([rows], 0))
            }
        }
        return true
    }
}
