import TesseraNetworks
import TesseraTorch

/// The nodes of each primitive. Values are [batch, channels, axes...], or [batch, features].
extension GraphBuilder {
    /// Adds a network's layers, in evaluation, one after the other.
    ///
    /// - Parameters:
    ///   - network: the layers.
    ///   - input: what the first layer gets.
    ///   - shape: of one sample of `input`.
    ///   - tensors: the weights under the names that they have in this scope.
    /// - Returns: the output of the last layer.
    /// - Throws: `NetworkError` where the network does not fit the shape.
    mutating func network(
        _ network: Network, _ input: Value, shape: Shape, _ tensors: Tensors
    ) throws(NetworkError) -> Value {
        var value = input
        for (index, (layer, shape)) in zip(network.layers, try network.shapes(for: shape)).enumerated() {
            value = try add(layer, value, shape: shape, name: network.names[index], tensors)
        }
        return value
    }

    private mutating func add(
        _ layer: Layer, _ input: Value, shape: Shape, name: String, _ tensors: Tensors
    ) throws(NetworkError) -> Value {
        switch layer.structure(for: shape) {
        case .primitive(let primitive): return add(primitive, input, axes: shape.spatial.count, name: name, tensors)
        case .block(let block):
            let (branch, output) = try add(block.branch, input, shape: shape, name: name, tensors)
            let (shortcut, _) = try add(block.shortcut, input, shape: shape, name: name, tensors)
            let sum = node("Add", [branch, shortcut], name: "\(name).add")
            return try add(block.after, sum, shape: output, name: name, tensors).value
        }
    }

    /// Layers of a block; the output and its shape.
    private mutating func add(
        _ layers: [NamedLayer], _ input: Value, shape: Shape, name: String, _ tensors: Tensors
    ) throws(NetworkError) -> (value: Value, shape: Shape) {
        var (value, shape) = (input, shape)
        for part in layers {
            value = try add(part.layer, value, shape: shape, name: "\(name).\(part.name)", tensors)
            shape = try Network(name: name, layers: [part.layer]).outputShapes(for: shape)[0]
        }
        return (value, shape)
    }

    private mutating func add(
        _ primitive: Primitive, _ input: Value, axes: Int, name: String, _ tensors: Tensors
    ) -> Value {
        switch primitive {
        case .convolution(_, let kernel, let stride, let bias):
            return convolution(
                input, name, axes: axes, kernel: kernel, stride: stride, hasBias: bias, tensors)
        case .batchNorm: return batchNorm(input, name, tensors)
        case .relu: return node("Relu", [input], name: name)
        case .maxPool(let size, let stride):
            return node("MaxPool", [input], name: name, window(axes, size, stride))
        case .averagePool(let size):
            return node("AveragePool", [input], name: name, window(axes, size, size))
        case .globalAveragePool: return node("GlobalAveragePool", [input], name: name)
        // Drops nothing in evaluation.
        case .dropout: return input
        case .flatten: return node("Flatten", [input], name: name, ["axis": .integer(1)])
        case .linear(_, let bias):
            let weights = (bias ? ["weight", "bias"] : ["weight"]).map { weight("\(name).\($0)", tensors) }
            return node("Gemm", [input] + weights, name: name, ["transB": .integer(1)])
        }
    }

    private mutating func convolution(
        _ input: Value, _ name: String, axes: Int, kernel: Int, stride: Int, hasBias: Bool, _ tensors: Tensors
    ) -> Value {
        let weights = (hasBias ? ["weight", "bias"] : ["weight"]).map { weight("\(name).\($0)", tensors) }
        return node(
            "Conv", [input] + weights, name: name,
            [
                "kernel_shape": .integers(Array(repeating: kernel, count: axes)),
                "strides": .integers(Array(repeating: stride, count: axes)),
                // Before and behind each axis.
                "pads": .integers(Array(repeating: kernel / 2, count: 2 * axes)),
            ])
    }

    private mutating func batchNorm(_ input: Value, _ name: String, _ tensors: Tensors) -> Value {
        let parts = ["weight", "bias", "running_mean", "running_var"].map { weight("\(name).\($0)", tensors) }
        return node(
            "BatchNormalization", [input] + parts, name: name, ["epsilon": .float(Float(BatchNorm.epsilon))])
    }

    private func window(_ axes: Int, _ size: Int, _ stride: Int) -> KeyValuePairs<String, Attribute> {
        [
            "kernel_shape": .integers(Array(repeating: size, count: axes)),
            "strides": .integers(Array(repeating: stride, count: axes)),
        ]
    }

    mutating func weight(_ name: String, _ tensors: Tensors) -> Value {
        // What several nodes use stands there once.
        if let value = value(of: scope + name) { return value }
        let entry = tensors[scope + name]
        return constant(name, shape: entry.shape, bytes: entry.bytes)
    }
}

/// The tensors of a model by their names.
struct Tensors {
    private let entries: [String: Safetensors.Entry]

    init(_ content: Safetensors) {
        entries = Dictionary(uniqueKeysWithValues: content.entries.map { ($0.name, $0) })
    }

    subscript(name: String) -> Safetensors.Entry {
        guard let entry = entries[name] else { preconditionFailure("the model has no tensor \(name)") }
        return entry
    }
}
