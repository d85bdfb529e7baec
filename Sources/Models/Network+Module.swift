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
    ///   - frozenStages: how many of the first stages stay as they are.
    /// - Returns: the layers in order; some that stand side by side are one operation.
    /// - Throws: `NetworkError` where the network does not fit its input; `TorchError`.
    public func module(
        for input: Shape, key: RandomKey, on device: Device, frozenStages: Int = 0
    ) throws -> Chain {
        var modules = ModuleBuilder(device: device)
        let frozenLayers = frozenStages > 0 ? stages[min(frozenStages, stages.count) - 1] : 0
        var frozenSteps = 0
        for (index, (layer, shape)) in zip(layers, try shapes(for: input)).enumerated() {
            try modules.add(layer, input: shape, name: "\(names[index]).", key: key.derived(index))
            if index < frozenLayers { frozenSteps = modules.steps.count }
        }
        return Chain(modules.steps, frozen: frozenSteps)
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
    private var block: (branches: [[Chain.Step]], join: Block.Join)?

    init(device: Device) { self.device = device }

    /// - Returns: the shape of the output.
    @discardableResult
    mutating func add(_ layer: Layer, input: Shape, name: String, key: RandomKey) throws -> Shape {
        switch layer.structure(for: input) {
        case .primitive(let primitive):
            try add(primitive, input: input, name: name, key: key)
        case .block(let parts):
            let branches = try parts.branches.map { try branch($0, input: input, name: name, key: key) }
            // Their tensors' names are whole.
            steps.append(
                Chain.Step(
                    name: "", module: BlockModule(branches: branches, joined: parts.join, isRectified: false)))
            block = (branches, parts.join)
            var shape = try Network(
                name: "", layers: [.branches(parts.branches, joined: parts.join)]
            ).outputShapes(for: input)[0]
            for part in parts.after {
                shape = try add(
                    part.layer, input: shape, name: part.prefix(in: name), key: key.derived(part.name))
            }
            return shape
        }
        return try Network(name: "", layers: [layer]).outputShapes(for: input)[0]
    }

    /// One branch of a block.
    private func branch(
        _ layers: [NamedLayer], input: Shape, name: String, key: RandomKey
    ) throws -> [Chain.Step] {
        var (side, shape) = (ModuleBuilder(device: device), input)
        for part in layers {
            // The first of a sequence begins with the random numbers of the sequence.
            let origin = part.name.hasSuffix(".0") ? String(part.name.dropLast(2)) : part.name
            shape = try side.add(
                part.layer, input: shape, name: part.prefix(in: name), key: key.derived(origin))
        }
        return side.steps
    }

    private mutating func add(_ primitive: Primitive, input: Shape, name: String, key: RandomKey) throws {
        let last = steps.last?.module
        defer { block = nil }
        switch primitive {
        case .activation(.relu):
            if let norm = last as? BatchNorm {
                steps[steps.count - 1].module = BatchNormReLU(norm)
                return
            }
            if let norm = last as? BatchNormReLU, norm.rectifier == .none {
                steps[steps.count - 1].module = BatchNormReLU(norm.norm)
                return
            }
            if let block {
                steps[steps.count - 1].module = BlockModule(
                    branches: block.branches, joined: block.join, isRectified: true)
                return
            }
        case .activation(.relu6):
            let norm = last as? BatchNorm ?? (last as? BatchNormReLU).flatMap { $0.rectifier == .none ? $0.norm : nil }
            if let norm {
                steps[steps.count - 1].module = BatchNormReLU(norm, .relu6)
                return
            }
        case .maxPool(let window):
            if let norm = last as? BatchNormReLU, norm.pool == nil, norm.rectifier == .relu,
                window == Window(window.size, stride: window.size)
            {
                steps[steps.count - 1].module = norm.pooled(window.size)
                return
            }
        default: break
        }
        steps.append(Chain.Step(name: name, module: try module(primitive, input: input, key: key)))
    }

    private func module(_ primitive: Primitive, input: Shape, key: RandomKey) throws -> any Module {
        switch primitive {
        case .convolution(let channels, let window, let groups, let bias):
            try Convolution(
                axes: input.spatial.count, from: input.channels, to: channels, kernel: window.size,
                stride: window.stride, paddings: window.paddings(of: input.spatial), groups: groups, bias: bias,
                key: key, on: device)
        case .pointwise(let channels, let bias):
            try Pointwise(from: input.channels, to: channels, bias: bias, key: key, on: device)
        case .batchNorm(epsilon: 1e-5, momentum: 0.1): try BatchNorm(input.channels, on: device)
        // With PyTorch's constants, which were the only ones once, what runs gave then is given still: where no ReLU follows
        // libtorch normalises.
        case .batchNorm(let epsilon, let momentum):
            BatchNormReLU(try BatchNorm(input.channels, epsilon: epsilon, momentum: momentum, on: device), .none)
        case .layerNorm(let epsilon): try LayerNorm(input.channels, epsilon: epsilon, on: device)
        case .activation(let activation): Function { input, _ in try input.applying(activation) }
        case .scale(let initial):
            try ChannelScale(input.channels, axes: input.spatial.count, initial: initial, on: device)
        case .stochasticDepth(let probability): StochasticDepth(probability)
        case .maxPool(let window):
            Function { tensor, _ in
                try tensor.maxPool(
                    window.size, stride: window.stride, paddings: window.paddings(of: input.spatial))
            }
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

extension Tensor {
    /// A function of each value.
    fileprivate func applying(_ activation: Activation) throws -> Tensor {
        switch activation {
        case .relu: try relu()
        case .relu6: try relu6()
        case .silu: try silu()
        case .hardswish: try hardswish()
        case .gelu: try gelu()
        case .sigmoid: try sigmoid()
        }
    }
}
