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
            tensors += primitive.tensors(input: shape, prefix: prefix)
            if case .convolution(let channels, let kernel, let stride, _) = primitive {
                convolutions.append(
                    ConvolutionSizes(input: shape, channels: channels, kernel: kernel, stride: stride))
            }
            shape = try primitive.outputShape(for: shape)
            if primitive == .batchNorm, shape.spatial.allSatisfy({ $0 == 1 }) { normalizesSinglePositions = true }
        case .block(let block):
            let input = shape
            for part in block.branch { try add(part.layer, prefix: "\(prefix)\(part.name).") }
            let output = shape
            shape = input
            for part in block.shortcut { try add(part.layer, prefix: "\(prefix)\(part.name).") }
            guard shape == output else { throw .unequal(output, shape) }
            for part in block.after { try add(part.layer, prefix: "\(prefix)\(part.name).") }
        }
    }
}
