import TesseraRandomness
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// A random direction in the space of a model's weights, in which each filter is as long as the weights' own, so that
/// surfaces of models with weights of other sizes can be compared (Li and others 2018, section 4).
///
/// Biases and what batch normalisation learns do not move, as in the authors' pictures.
package struct FilterNormalizedDirection {
    /// Of each tensor of the state: the way it moves; nil: it stays.
    package let steps: [Tensor?]

    /// - Parameters:
    ///   - state: the model's tensors, on the CPU.
    ///   - key: decides the direction, whatever the weights are.
    /// - Throws: `TorchError`.
    package init(_ state: [NamedTensor], key: RandomKey) throws {
        steps = try state.enumerated().map { index, named in
            let shape = try named.tensor.shape
            guard named.isTrained, shape.count > 1 else { return nil }
            let noise = try Tensor.empty(shape)
            try noise.fillNormal(Generator(key.derived(index)))
            let values = Self.normalized(try noise.floats, as: try named.tensor.floats, filters: shape[0])
            return try Tensor(values, shape: shape)
        }
    }

    /// Each of `filters` equal parts of `noise` stretched to the length of the weights' part.
    package static func normalized(_ noise: [Float], as weights: [Float], filters: Int) -> [Float] {
        let size = noise.count / max(filters, 1)
        func length(_ values: ArraySlice<Float>) -> Double {
            values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        return (0..<filters).flatMap { filter in
            let part = filter * size..<(filter + 1) * size
            let own = length(noise[part])
            let factor = own > 0 ? Float(length(weights[part]) / own) : 0
            return noise[part].map { $0 * factor }
        }
    }
}
