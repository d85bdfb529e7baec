/// An operation that layers are made of, each a layer of PyTorch: what modules compute and exported graphs say.
public enum Primitive: Sendable, Hashable {
    /// A convolution (`nn.ConvNd`) with zeros around; each group of channels sees its own inputs alone.
    case convolution(channels: Int, Window, groups: Int, bias: Bool)
    /// A dense layer on the channels of each position (`nn.Linear` where channels come last).
    case pointwise(channels: Int, bias: Bool)
    /// Batch normalisation over all but the channels (`nn.BatchNormNd`), with scale and shift.
    case batchNorm(epsilon: Double, momentum: Double)
    /// Normalisation of each position over its channels (`nn.LayerNorm` where they come last), with scale and shift.
    case layerNorm(epsilon: Double)
    /// A function of each value.
    case activation(Activation)
    /// A trained factor for each channel, `initial` at first.
    case scale(initial: Double)
    /// The largest value of each window (`nn.MaxPoolNd`); a rest at the border is dropped.
    case maxPool(Window)
    /// The mean of each window (`nn.AvgPoolNd`); a rest at the border is dropped.
    case averagePool(size: Int)
    /// The mean over all positions (`nn.AdaptiveAvgPoolNd(1)`).
    case globalAveragePool
    /// Values set to 0 at random while training (`nn.Dropout`).
    case dropout(probability: Double)
    /// Whole samples set to 0 at random while training (`torchvision.ops.StochasticDepth`).
    case stochasticDepth(probability: Double)
    /// All values of a sample in a row (`nn.Flatten`).
    case flatten
    /// A dense layer (`nn.Linear`).
    case linear(features: Int, bias: Bool)
}

extension Primitive {
    /// The output's shape for an input's shape, by PyTorch's formulas.
    func outputShape(for input: Shape) throws(ShapeMistake) -> Shape {
        switch self {
        case .batchNorm, .layerNorm, .activation, .dropout, .stochasticDepth: return input
        case .flatten: return .flat(try checkedProduct([input.channels] + input.spatial))
        case .linear(let features, _):
            guard input.spatial.isEmpty else { throw .needsFlatInput }
            return .flat(features)
        case .convolution(let channels, let window, let groups, _):
            guard channels.isMultiple(of: groups), input.channels.isMultiple(of: groups) else {
                throw .ungrouped(groups)
            }
            return try input.windowed(window, channels: channels)
        case .pointwise(let channels, _):
            guard !input.spatial.isEmpty else { throw .needsSpatialAxes }
            return Shape(channels: channels, spatial: input.spatial)
        case .scale:
            guard !input.spatial.isEmpty else { throw .needsSpatialAxes }
            return input
        case .maxPool(let window): return try input.windowed(window)
        case .averagePool(let size): return try input.windowed(Window(size, stride: size))
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
        let affine = [
            TensorSpec(name: prefix + "weight", shape: [input.channels], role: .scale),
            TensorSpec(name: prefix + "bias", shape: [input.channels], role: .shift),
        ]
        switch self {
        case .convolution(let channels, let window, let groups, let bias):
            return weights(
                [channels, input.channels / groups] + input.spatial.map { _ in window.size }, bias: bias)
        case .linear(let outputs, let bias), .pointwise(let outputs, let bias):
            return weights([outputs, input.channels], bias: bias)
        case .layerNorm: return affine
        case .batchNorm:
            return affine + [
                TensorSpec(name: prefix + "running_mean", shape: [input.channels], role: .runningMean),
                TensorSpec(name: prefix + "running_var", shape: [input.channels], role: .runningVariance),
            ]
        case .scale:
            return [
                TensorSpec(
                    name: prefix + "layer_scale", shape: [input.channels] + input.spatial.map { _ in 1 }, role: .scale)
            ]
        case .activation, .maxPool, .averagePool, .globalAveragePool, .dropout, .stochasticDepth, .flatten: return []
        }
    }
}

extension Shape {
    /// What is left of each axis after a window has moved along it.
    fileprivate func windowed(_ window: Window, channels: Int? = nil) throws(ShapeMistake) -> Shape {
        guard !spatial.isEmpty else { throw .needsSpatialAxes }
        let sizes = spatial.map(window.places)
        guard sizes.allSatisfy({ $0 > 0 }) else { throw .tooSmall }
        return Shape(channels: channels ?? self.channels, spatial: sizes)
    }
}

/// What is wrong with a layer's input, without the place.
enum ShapeMistake: Error {
    case tooSmall, needsSpatialAxes, needsFlatInput, tooLarge
    /// What two branches of a block make of its input.
    case unequal(Shape, Shape)
    /// The channels do not go in so many groups.
    case ungrouped(Int)
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

/// The sum, or an error where it is beyond 64 bits.
func checkedSum(_ a: Int, _ b: Int) throws(ShapeMistake) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw .tooLarge }
    return sum
}
