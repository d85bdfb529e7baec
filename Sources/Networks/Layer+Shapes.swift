extension Layer {
    /// The output's shape for an input's shape, by PyTorch's formulas.
    func outputShape(for input: Shape) throws(ShapeMistake) -> Shape {
        switch self {
        case .batchNorm, .relu, .dropout:
            return input
        case .flatten:
            return .flat(try checkedProduct([input.channels] + input.spatial))
        case .linear(let features, _):
            guard input.spatial.isEmpty else { throw .needsFlatInput }
            return .flat(features)
        case .convolution, .residual, .maxPool, .averagePool, .globalAveragePool:
            guard !input.spatial.isEmpty else { throw .needsSpatialAxes }
            let sizes = input.spatial.map(outputSize)
            guard sizes.allSatisfy({ $0 > 0 }) else { throw .tooSmall }
            return Shape(channels: outputChannels ?? input.channels, spatial: sizes)
        }
    }

    /// The smallest size of an axis that gives at least `output` positions, the inverse of `outputSize`.
    func smallestSize(for output: Int) -> Int {
        guard let window else { return self == .globalAveragePool ? 1 : output }
        let (span, overflow) = (output - 1).multipliedReportingOverflow(by: window.stride)
        guard !overflow else { return Int.max }
        let (size, overflowToo) = span.addingReportingOverflow(window.size - 2 * window.padding)
        return overflowToo ? Int.max : max(1, size)
    }

    private func outputSize(of size: Int) -> Int {
        guard let window else { return 1 }
        let room = size + 2 * window.padding - window.size
        return room < 0 ? 0 : room / window.stride + 1
    }

    private var outputChannels: Int? {
        switch self {
        case .convolution(let channels, _, _, _), .residual(let channels, _): channels
        default: nil
        }
    }

    /// The window that moves along each axis; a residual block's is its first convolution's, the only one to stride.
    private var window: (size: Int, stride: Int, padding: Int)? {
        switch self {
        case .convolution(_, let kernel, let stride, _): (kernel, stride, kernel / 2)
        case .residual(_, let stride): (3, stride, 1)
        case .maxPool(let size, let stride): (size, stride, 0)
        case .averagePool(let size): (size, size, 0)
        default: nil
        }
    }
}

/// What is wrong with a layer's input, without the place.
enum ShapeMistake: Error {
    case tooSmall, needsSpatialAxes, needsFlatInput, tooLarge
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
