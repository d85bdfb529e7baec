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
        case .primitive(let primitive): return add(primitive, input, shape: shape, name: name, tensors)
        case .block(let block):
            var values: [Value] = []
            for branch in block.branches {
                values.append(try add(branch, input, shape: shape, name: name, tensors).value)
            }
            let joined = Layer.branches(block.branches, joined: block.join)
            let output = try Network(name: name, layers: [joined]).outputShapes(for: shape)[0]
            let value = join(values, block.join, name: name)
            return try add(block.after, value, shape: output, name: name, tensors).value
        }
    }

    private mutating func join(_ values: [Value], _ join: Block.Join, name: String) -> Value {
        switch join {
        case .concatenation: return node("Concat", values, name: "\(name).cat", ["axis": .integer(1)])
        case .sum, .product:
            let (operation, suffix) = join == .sum ? ("Add", "add") : ("Mul", "mul")
            return values.dropFirst().enumerated().reduce(values[0]) { value, next in
                node(
                    operation, [value, next.element],
                    name: "\(name).\(suffix)" + (next.offset == 0 ? "" : "\(next.offset)"))
            }
        }
    }

    /// Layers of a block; the output and its shape.
    private mutating func add(
        _ layers: [NamedLayer], _ input: Value, shape: Shape, name: String, _ tensors: Tensors
    ) throws(NetworkError) -> (value: Value, shape: Shape) {
        var (value, shape) = (input, shape)
        for part in layers {
            let name = part.name.isEmpty ? name : "\(name).\(part.name)"
            value = try add(part.layer, value, shape: shape, name: name, tensors)
            shape = try Network(name: name, layers: [part.layer]).outputShapes(for: shape)[0]
        }
        return (value, shape)
    }

    private mutating func add(
        _ primitive: Primitive, _ input: Value, shape: Shape, name: String, _ tensors: Tensors
    ) -> Value {
        switch primitive {
        case .convolution(_, let window, let groups, let bias):
            let weights = (bias ? ["weight", "bias"] : ["weight"]).map { weight("\(name).\($0)", tensors) }
            let attributes = attributes(of: window, on: shape) + (groups == 1 ? [] : [("group", .integer(groups))])
            return node("Conv", [input] + weights, name: name, attributes)
        case .pointwise(_, let bias):
            let window = Window(1, stride: 1)
            let matrix = "\(name).weight"
            let sizes = tensors[scope + matrix].shape + shape.spatial.map { _ in 1 }
            let weights = [weight(matrix, shape: sizes, tensors)] + (bias ? [weight("\(name).bias", tensors)] : [])
            return node("Conv", [input] + weights, name: name, attributes(of: window, on: shape))
        case .batchNorm(let epsilon, _): return batchNorm(input, name, epsilon: epsilon, tensors)
        case .layerNorm(let epsilon): return layerNorm(input, name, shape: shape, epsilon: epsilon, tensors)
        case .activation(let function): return activation(function, input, name: name)
        case .scale: return node("Mul", [input, weight("\(name).layer_scale", tensors)], name: "\(name).scaled")
        case .maxPool(let window):
            let attributes = attributes(of: window, on: shape)
            return node("MaxPool", [input], name: name, window.padding == .none ? attributes.dropLast() : attributes)
        case .averagePool(let size):
            let window = Window(size, stride: size)
            return node("AveragePool", [input], name: name, attributes(of: window, on: shape).dropLast())
        case .globalAveragePool: return node("GlobalAveragePool", [input], name: name)
        // Drop nothing in evaluation.
        case .dropout, .stochasticDepth: return input
        case .flatten: return node("Flatten", [input], name: name, ["axis": .integer(1)])
        case .linear(_, let bias):
            let weights = (bias ? ["weight", "bias"] : ["weight"]).map { weight("\(name).\($0)", tensors) }
            return node("Gemm", [input] + weights, name: name, ["transB": .integer(1)])
        }
    }

    private mutating func batchNorm(_ input: Value, _ name: String, epsilon: Double, _ tensors: Tensors) -> Value {
        let parts = ["weight", "bias", "running_mean", "running_var"].map { weight("\(name).\($0)", tensors) }
        return node("BatchNormalization", [input] + parts, name: name, ["epsilon": .float(Float(epsilon))])
    }

    /// ONNX normalises over the last axis: channels go there, and back.
    private mutating func layerNorm(
        _ input: Value, _ name: String, shape: Shape, epsilon: Double, _ tensors: Tensors
    ) -> Value {
        let axes = shape.spatial.count
        let parts = ["weight", "bias"].map { weight("\(name).\($0)", tensors) }
        let last = node(
            "Transpose", [input], name: "\(name).last", ["perm": .integers([0] + Array(2..<axes + 2) + [1])])
        let normed = node(
            "LayerNormalization", [last] + parts, name: "\(name).normed",
            ["axis": .integer(-1), "epsilon": .float(Float(epsilon))])
        return node("Transpose", [normed], name: name, ["perm": .integers([0, axes + 1] + Array(1..<axes + 1))])
    }

    private mutating func activation(_ activation: Activation, _ input: Value, name: String) -> Value {
        switch activation {
        case .relu: return node("Relu", [input], name: name)
        case .relu6:
            let bounds = [0, 6].map { constant("\(name).bound\($0)", shape: [], [Float($0)]) }
            return node("Clip", [input] + bounds, name: name)
        case .silu: return node("Mul", [input, node("Sigmoid", [input], name: "\(name).gate")], name: name)
        case .hardswish: return node("HardSwish", [input], name: name)
        case .sigmoid: return node("Sigmoid", [input], name: name)
        case .gelu:
            // x (1 + erf(x / sqrt 2)) / 2: ONNX has GELU itself only from operators' version 20 on.
            let root = constant("\(name).root", shape: [], [Float(2).squareRoot()])
            let share = node("Erf", [node("Div", [input, root], name: "\(name).scaled")], name: "\(name).erf")
            let above = node("Add", [share, constant("\(name).one", shape: [], [1])], name: "\(name).above")
            let doubled = node("Mul", [input, above], name: "\(name).doubled")
            return node("Mul", [doubled, constant("\(name).half", shape: [], [0.5])], name: name)
        }
    }

    /// The window's length, stride and, at the end, padding.
    private func attributes(of window: Window, on input: Shape) -> [(String, Attribute)] {
        let paddings = window.paddings(of: input.spatial)
        let (before, after) = (stride(from: 0, to: paddings.count, by: 2), stride(from: 1, to: paddings.count, by: 2))
        return [
            ("kernel_shape", .integers(input.spatial.map { _ in window.size })),
            ("strides", .integers(input.spatial.map { _ in window.stride })),
            ("pads", .integers(before.map { paddings[$0] } + after.map { paddings[$0] })),
        ]
    }

    mutating func weight(_ name: String, shape: [Int]? = nil, _ tensors: Tensors) -> Value {
        // What several nodes use stands there once.
        if let value = value(of: scope + name) { return value }
        let entry = tensors[scope + name]
        return constant(name, shape: shape ?? entry.shape, bytes: entry.bytes)
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
