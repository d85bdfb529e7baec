/// An operation that layers are made of, each a layer of PyTorch: what modules compute and exported graphs say.
public enum Primitive: Sendable, Hashable {
    /// A convolution (`nn.ConvNd`) with zero padding `kernel / 2`.
    case convolution(channels: Int, kernel: Int, stride: Int, bias: Bool)
    /// Batch normalisation over all but the channels (`nn.BatchNormNd`), with scale and shift.
    case batchNorm
    /// `max(0, x)` (`nn.ReLU`).
    case relu
    /// The largest value of each window (`nn.MaxPoolNd`), without padding; a rest at the border is dropped.
    case maxPool(size: Int, stride: Int)
    /// The mean of each window (`nn.AvgPoolNd`); a rest at the border is dropped.
    case averagePool(size: Int)
    /// The mean over all positions (`nn.AdaptiveAvgPoolNd(1)`).
    case globalAveragePool
    /// Values set to 0 at random while training (`nn.Dropout`).
    case dropout(probability: Double)
    /// All values of a sample in a row (`nn.Flatten`).
    case flatten
    /// A dense layer (`nn.Linear`).
    case linear(features: Int, bias: Bool)
}

extension Primitive {
    /// The output's shape for an input's shape, by PyTorch's formulas.
    func outputShape(for input: Shape) throws(ShapeMistake) -> Shape {
        switch self {
        case .batchNorm, .relu, .dropout: return input
        case .flatten: return .flat(try checkedProduct([input.channels] + input.spatial))
        case .linear(let features, _):
            guard input.spatial.isEmpty else { throw .needsFlatInput }
            return .flat(features)
        case .convolution(let channels, let kernel, let stride, _):
            return try input.windowed(kernel, stride: stride, padding: kernel / 2, channels: channels)
        case .maxPool(let size, let stride): return try input.windowed(size, stride: stride)
        case .averagePool(let size): return try input.windowed(size, stride: size)
        case .globalAveragePool:
            guard !input.spatial.isEmpty else { throw .needsSpatialAxes }
            return Shape(channels: input.channels, spatial: input.spatial.map { _ in 1 })
        }
    }

    /// Its tensors with `prefix` before their names, in the order of PyTorch's state dict.
    func tensors(input: Shape, prefix: String) -> [TensorSpec] {
        func weights(_ shape: [Int], bias: Bool) -> [TensorSpec] {
            [TensorSpec(name: prefix + "weight", shape: shape, role: .weight)]
                + (bias ? [TensorSpec(name: prefix + "bias", shape: [shape[0]], role: .bias)] : [])
        }
        switch self {
        case .convolution(let channels, let kernel, _, let bias):
            return weights([channels, input.channels] + input.spatial.map { _ in kernel }, bias: bias)
        case .linear(let features, let bias): return weights([features, input.channels], bias: bias)
        case .batchNorm:
            return [
                TensorSpec(name: prefix + "weight", shape: [input.channels], role: .scale),
                TensorSpec(name: prefix + "bias", shape: [input.channels], role: .shift),
                TensorSpec(name: prefix + "running_mean", shape: [input.channels], role: .runningMean),
                TensorSpec(name: prefix + "running_var", shape: [input.channels], role: .runningVariance),
            ]
        case .relu, .maxPool, .averagePool, .globalAveragePool, .dropout, .flatten: return []
        }
    }
}

extension Shape {
    /// What is left of each axis after a window has moved along it.
    fileprivate func windowed(
        _ size: Int, stride: Int, padding: Int = 0, channels: Int? = nil
    ) throws(ShapeMistake) -> Shape {
        guard !spatial.isEmpty else { throw .needsSpatialAxes }
        let sizes = spatial.map { length in
            let room = length + 2 * padding - size
            return room < 0 ? 0 : room / stride + 1
        }
        guard sizes.allSatisfy({ $0 > 0 }) else { throw .tooSmall }
        return Shape(channels: channels ?? self.channels, spatial: sizes)
    }
}

/// What is wrong with a layer's input, without the place.
enum ShapeMistake: Error {
    case tooSmall, needsSpatialAxes, needsFlatInput, tooLarge
    /// What a block's branch and shortcut make of its input.
    case unequal(Shape, Shape)
}

/// The product, or an error where it is beyond 64 bits.
func checkedProduct(_ factors: [Int]) throws(ShapeMistake) -> Int {
    var product = 1
    for factor in factors {
        let (next, overflow) = product.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw .tooLarge }
        product = next
    }
    return product
}
