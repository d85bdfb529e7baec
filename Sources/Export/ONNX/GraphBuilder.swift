import Foundation
import TesseraPrediction
import TesseraRuns
import TesseraTraining

/// Builds an ONNX graph node by node; each value is known by its name.
struct GraphBuilder {
    /// The name of a tensor in the graph.
    struct Value {
        let name: String
    }

    typealias Attribute = GraphAttribute

    private(set) var graph = ONNXGraphProto()
    /// The names of its tensors.
    private var names: Set<String> = []
    /// What stands before the names of new values and nodes, such as `locals.00.`.
    var scope = ""

    init(name: String) {
        graph.name = name
    }

    /// Names the graph's input, float32 of `sizes`; nil: any size.
    mutating func input(_ name: String, sizes: [Int?], description: String) -> Value {
        graph.input.append(.float(name, sizes: sizes, description: description))
        return Value(name: name)
    }

    /// Makes `value`, float32 of `sizes`, the graph's output.
    mutating func output(_ value: Value, sizes: [Int?], description: String) {
        graph.output.append(.float(value.name, sizes: sizes, description: description))
    }

    /// A tensor that the graph has already; nil where it has none of that name.
    func value(of name: String) -> Value? { names.contains(name) ? Value(name: name) : nil }

    /// A tensor of float32 whose little-endian `bytes` are given.
    mutating func constant(_ name: String, shape: [Int], bytes: [UInt8]) -> Value {
        add(scope + name, .float, shape, Data(bytes))
    }

    /// A tensor of these numbers.
    mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> Value {
        add(scope + name, .float, shape, values.reduce(into: Data()) { $0.append(littleEndian: $1.bitPattern) })
    }

    /// A list of whole numbers.
    mutating func constant(_ name: String, _ values: [Int]) -> Value {
        add(
            scope + name, .int64, [values.count],
            values.reduce(into: Data()) { $0.append(littleEndian: UInt64(bitPattern: Int64($1))) })
    }

    /// Adds a node with one output, which is called as the node is.
    mutating func node(
        _ operation: String, _ inputs: [Value], name: String, _ attributes: KeyValuePairs<String, Attribute> = [:]
    ) -> Value {
        node(operation, inputs, name: name, attributes.map { ($0.key, $0.value) })
    }

    /// The same with attributes as a list.
    mutating func node(
        _ operation: String, _ inputs: [Value], name: String, _ attributes: [(String, Attribute)]
    ) -> Value {
        let output = scope + name
        graph.node.append(
            .with {
                ($0.opType, $0.name) = (operation, output)
                $0.input = inputs.map(\.name)
                $0.output = [output]
                $0.attribute = attributes.map { ONNXAttributeProto($0.0, $0.1) }
            })
        return Value(name: output)
    }

    private mutating func add(_ name: String, _ type: ONNXTensorProto.DataType, _ shape: [Int], _ bytes: Data) -> Value
    {
        names.insert(name)
        graph.initializer.append(
            .with {
                ($0.name, $0.dataType, $0.rawData) = (name, type, bytes)
                $0.dims = shape.map(Int64.init)
            })
        return Value(name: name)
    }
}

extension ONNXAttributeProto {
    fileprivate init(_ name: String, _ value: GraphBuilder.Attribute) {
        self.init()
        self.name = name
        switch value {
        case .integer(let value): (type, i) = (.int, Int64(value))
        case .integers(let values): (type, ints) = (.ints, values.map(Int64.init))
        case .float(let value): (type, f) = (.float, value)
        }
    }
}

extension ONNXValueInfoProto {
    /// A float32 tensor; a size that is nil, the batch's, is left open.
    fileprivate static func float(_ name: String, sizes: [Int?], description: String) -> Self {
        .with {
            ($0.name, $0.docString) = (name, description)
            $0.type.tensorType.elemType = .float
            $0.type.tensorType.shape.dim = sizes.map { size in
                .with { $0.value = size.map { .dimValue(Int64($0)) } ?? .dimParam("batch") }
            }
        }
    }
}

extension Data {
    fileprivate mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
