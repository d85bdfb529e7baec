import TesseraNetworks
import TesseraRandomness
import TesseraTorch

extension Network {
    /// The network as a PyTorch-like `Sequential`, ready to train.
    ///
    /// - Parameters:
    ///   - input: the shape of one sample.
    ///   - key: decides the initial weights, layer by layer, whatever the device.
    ///   - device: where the weights are.
    /// - Returns: the layers in order; some that stand side by side are one operation.
    /// - Throws: `NetworkError` where the network does not fit its input; `TorchError`.
    public func module(for input: Shape, key: RandomKey, on device: Device) throws -> Chain {
        var modules = ModuleBuilder(device: device)
        for (index, (layer, shape)) in zip(layers, try shapes(for: input)).enumerated() {
            try modules.add(layer, input: shape, name: "\(names[index]).", key: key.derived(index))
        }
        return Chain(modules.steps)
    }
}

/// Makes modules of layers, one after the other.
///
/// What stands side by side and is quicker as one operation becomes one: batch normalisation, the ReLU behind it and
/// the pooling behind that; a block and the ReLU behind it.
private struct ModuleBuilder {
    let device: Device
    private(set) var steps: [Chain.Step] = []
    /// Of the block that stands last; nil: something else does.
    private var block: (branch: [Chain.Step], shortcut: [Chain.Step])?

    init(device: Device) { self.device = device }

    /// - Returns: the shape of the output.
    @discardableResult
    mutating func add(_ layer: Layer, input: Shape, name: String, key: RandomKey) throws -> Shape {
        switch layer.structure(for: input) {
        case .primitive(let primitive):
            try add(primitive, input: input, name: name, key: key)
        case .block(let parts):
            let (branch, output) = try side(parts.branch, input: input, name: name, key: key)
            let (shortcut, _) = try side(parts.shortcut, input: input, name: name, key: key)
            // Their tensors' names are whole.
            steps.append(
                Chain.Step(
                    name: "", module: BlockModule(branch: branch, shortcut: shortcut, isRectified: false)))
            block = (branch, shortcut)
            var shape = output
            for part in parts.after {
                shape = try add(part.layer, input: shape, name: "\(name)\(part.name).", key: key.derived(part.name))
            }
            return shape
        }
        return try Network(name: "", layers: [layer]).outputShapes(for: input)[0]
    }

    /// One side of a block.
    private func side(
        _ layers: [NamedLayer], input: Shape, name: String, key: RandomKey
    ) throws -> ([Chain.Step], Shape) {
        var (side, shape) = (ModuleBuilder(device: device), input)
        for part in layers {
            // The first of a sequence begins with the random numbers of the sequence.
            let origin = part.name.hasSuffix(".0") ? String(part.name.dropLast(2)) : part.name
            shape = try side.add(
                part.layer, input: shape, name: "\(name)\(part.name).", key: key.derived(origin))
        }
        return (side.steps, shape)
    }

    private mutating func add(_ primitive: Primitive, input: Shape, name: String, key: RandomKey) throws {
        let last = steps.last?.module
        defer { block = nil }
        switch primitive {
        case .relu:
            if let norm = last as? BatchNorm {
                steps[steps.count - 1].module = BatchNormReLU(norm)
                return
            }
            if let block {
                steps[steps.count - 1].module = BlockModule(
                    branch: block.branch, shortcut: block.shortcut, isRectified: true)
                return
            }
        case .maxPool(let size, let stride):
            if let norm = last as? BatchNormReLU, norm.pool == nil, size == stride {
                steps[steps.count - 1].module = norm.pooled(size)
                return
            }
        default: break
        }
        steps.append(Chain.Step(name: name, module: try module(primitive, input: input, key: key)))
    }

    private func module(_ primitive: Primitive, input: Shape, key: RandomKey) throws -> any Module {
        switch primitive {
        case .convolution(let channels, let kernel, let stride, let bias):
            try Convolution(
                axes: input.spatial.count, from: input.channels, to: channels, kernel: kernel, stride: stride,
                bias: bias, key: key, on: device)
        case .batchNorm: try BatchNorm(input.channels, on: device)
        case .relu: Function { input, _ in try input.relu() }
        case .maxPool(let size, let stride): Function { input, _ in try input.maxPool(size, stride: stride) }
        case .averagePool(let size): Function { input, _ in try input.averagePool(size) }
        case .globalAveragePool: Function { input, _ in try input.globalAveragePool() }
        case .dropout(let probability): Dropout(probability)
        // Channels outermost, as PyTorch flattens, so that weights mean the same in both.
        case .flatten: Function { input, _ in try input.contiguous().reshape([input.shape[0], -1]) }
        case .linear(let features, let bias):
            try Linear(from: input.channels, to: features, bias: bias, key: key, on: device)
        }
    }
}
