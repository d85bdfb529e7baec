import TesseraNetworks
import TesseraRandomness
import TesseraTorch

/// Dense nets that begin as the mean of the local networks' opinions, which they then learn to improve on: their first
/// features carry the mean through all hidden layers, the others begin at random (He and others 2015) and without a say
/// in the outcome.
///
/// With random weights in four layers little of the opinions arrives at the end, and little of the loss at the local
/// networks of a joined model, until the dense net has learnt to let it through.
extension SingleNetwork {
    /// Makes a dense net on opinions begin as their mean.
    ///
    /// Of log-probabilities that is the normalised geometric mean of the probabilities, of probabilities their
    /// arithmetic mean.
    ///
    /// - Parameters:
    ///   - count: the number of opinions, N; the net's input has N x K values.
    ///   - classes: K.
    ///   - input: what an opinion is: probabilities or their logarithms.
    ///   - key: decides the random features.
    /// - Returns: false, and nothing is changed, where a hidden layer has fewer than K features.
    /// - Throws: `TorchError`.
    @discardableResult
    public func beginAsMean(of count: Int, classes: Int, input: FusionInput, key: RandomKey) throws -> Bool {
        precondition(input != .features, "features are no opinions")
        // Rectifiers let only what is positive through: minus a log-probability is.
        let sign: Float = input == .logProbabilities ? -1 : 1
        let columns = count * classes
        let mean = (0..<classes).map { row in
            (0..<columns).map { $0 % classes == row ? sign / Float(count) : 0 }
        }
        let out = (0..<classes).map { row in (0..<classes).map { $0 == row ? sign : 0 } }
        return try begin(
            carrying: mean, bias: [Float](repeating: 0, count: classes), out: out, key: key)
    }

    /// Makes a dense net on features begin as the mean of the local networks' own logits, whose softmax is that of the
    /// mean of their log-probabilities.
    ///
    /// - Parameters:
    ///   - classLayers: of each local network the weight [K, features] and the bias [K] of its class layer; the net's
    ///     input has the features of all of them.
    ///   - key: decides the random features.
    /// - Returns: false, and nothing is changed, where a hidden layer has fewer than 2 K features: rectifiers let only
    ///   what is positive through, so each mean goes both with its own sign and with the other.
    /// - Throws: `TorchError`.
    @discardableResult
    public func beginAsMean(ofClassLayers classLayers: [[Tensor]], key: RandomKey) throws -> Bool {
        let layers = try classLayers.map { layer in
            (weight: try layer[0].floats, bias: try layer[1].floats, features: try layer[0].shape[1])
        }
        let (count, classes) = (Float(layers.count), layers.first?.bias.count ?? 0)
        let mean = (0..<classes).map { row in
            layers.flatMap { $0.weight[row * $0.features..<(row + 1) * $0.features].map { $0 / count } }
        }
        let bias = (0..<classes).map { row in layers.reduce(0) { $0 + $1.bias[row] / count } }
        let out = (0..<classes).map { row in
            (0..<2 * classes).map { Float($0 == row ? 1 : $0 == classes + row ? -1 : 0) }
        }
        return try begin(
            carrying: mean + mean.map { $0.map(-) }, bias: bias + bias.map(-), out: out, key: key)
    }

    /// The net with these rows.
    ///
    /// - Parameters:
    ///   - first: the rows of the first layer whose features are carried through all hidden layers.
    ///   - bias: theirs.
    ///   - out: what the last layer makes of them, a row a class.
    ///   - key: decides the random features.
    /// - Returns: false, and nothing is changed, where a hidden layer has fewer features than there are rows.
    /// - Throws: `TorchError`.
    private func begin(carrying first: [[Float]], bias: [Float], out: [[Float]], key: RandomKey) throws -> Bool {
        let weights = state.filter { $0.name.hasSuffix("weight") }.map(\.tensor)
        let biases = state.filter { $0.name.hasSuffix("bias") }.map(\.tensor)
        let shapes = try weights.map { try $0.shape }
        let inputs = first.first?.count ?? 0
        precondition(
            shapes.count > 1 && shapes.allSatisfy { $0.count == 2 } && shapes[0][1] == inputs,
            "a dense net on \(inputs) values, not one of weights \(shapes)")
        guard shapes.dropLast().allSatisfy({ $0[0] >= first.count }) else { return false }
        try withoutGradient {
            for (layer, weight) in weights.enumerated() {
                let (rows, columns) = (shapes[layer][0], shapes[layer][1])
                let (isFirst, isLast) = (layer == 0, layer == weights.count - 1)
                let bound = isLast ? 0 : (6 / Double(columns)).squareRoot()
                let random = try Tensor.empty([rows, columns])
                try random.fillUniform(-bound, bound, Generator(key.derived(layer)))
                var values = try random.floats
                for row in 0..<(isLast ? rows : first.count) {
                    for column in 0..<columns {
                        values[row * columns + column] =
                            isFirst
                            ? first[row][column]
                            : isLast
                                ? (column < first.count ? out[row][column] : 0) : (column == row ? 1 : 0)
                    }
                }
                try weight.copy(from: Tensor(values, shape: [rows, columns]))
                let own = [Float](repeating: 0, count: rows).enumerated().map { row, zero in
                    isFirst && row < bias.count ? bias[row] : zero
                }
                try biases[layer].copy(from: Tensor(own, shape: [rows]))
            }
        }
        return true
    }
}
