/// What a layer is, taken apart to primitives: shape, tensors and convolutions of it, whatever it is composed of.
struct Outline {
    /// Of the output.
    var shape: Shape
    /// In the order of PyTorch's state dict.
    var tensors: [TensorSpec] = []
    /// In the order in which they are computed.
    var convolutions: [ConvolutionSizes] = []
    /// Whether a batch normalisation gets one position a sample.
    var normalizesSinglePositions = false

    /// - Parameters:
    ///   - layer: what is taken apart.
    ///   - input: of one sample.
    ///   - prefix: what stands before its tensors' names.
    /// - Throws: `ShapeMistake` where the layer does not fit `input`.
    init(_ layer: Layer, input: Shape, prefix: String) throws(ShapeMistake) {
        shape = input
        try add(layer, prefix: prefix)
    }

    private mutating func add(_ layer: Layer, prefix: String) throws(ShapeMistake) {
        switch layer.structure(for: shape) {
        case .primitive(let primitive):
            let output = try primitive.outputShape(for: shape)
            tensors += primitive.tensors(input: shape, prefix: prefix)
            switch primitive {
            case .convolution(let channels, let window, let groups, _):
                convolutions.append(
                    ConvolutionSizes(input: shape, channels: channels, window: window, groups: groups))
            case .pointwise(let channels, _):
                convolutions.append(
                    ConvolutionSizes(input: shape, channels: channels, window: Window(1, stride: 1), groups: 1))
            case .batchNorm:
                if shape.spatial.allSatisfy({ $0 == 1 }) { normalizesSinglePositions = true }
            default: break
            }
            shape = output
        case .block(let block):
            let input = shape
            var outputs: [Shape] = []
            for branch in block.branches {
                shape = input
                for part in branch { try add(part.layer, prefix: part.prefix(in: prefix)) }
                outputs.append(shape)
            }
            shape = try block.joined(outputs)
            for part in block.after { try add(part.layer, prefix: part.prefix(in: prefix)) }
        }
    }
}
