import TesseraNetworks
import TesseraTraining

/// Where a strategy draws what becomes of its networks' opinions: a graph of ONNX's operators.
public protocol StrategyGraph {
    /// A tensor of the graph.
    associatedtype Value

    /// The probabilities [batch, K] of each network that looks at pictures, or their logarithms; asked for once.
    mutating func opinions(asLogarithms: Bool) throws -> [Value]

    /// What stands before the class layer of each local network, [batch, features]; asked for once, in place of their
    /// opinions.
    mutating func features() throws -> [Value]

    /// A node with one output, which is called as the node is.
    mutating func node(
        _ operation: String, _ inputs: [Value], name: String, _ attributes: KeyValuePairs<String, GraphAttribute>
    ) -> Value

    /// Numbers.
    mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> Value

    /// A list of whole numbers.
    mutating func constant(_ name: String, _ values: [Int]) -> Value

    /// A trained tensor of the strategy's net, by its name in the net's state.
    mutating func weight(_ name: String) -> Value

    /// The layers of the strategy's net, where it is a network of layers, on [batch, features].
    mutating func layers(_ network: Network, _ input: Value, features: Int) throws -> Value
}

/// A setting of a node.
public enum GraphAttribute: Sendable {
    /// A whole number.
    case integer(Int)
    /// Whole numbers.
    case integers([Int])
    /// A number.
    case float(Float)
}

extension StrategyGraph {
    /// A node without settings.
    public mutating func node(_ operation: String, _ inputs: [Value], name: String) -> Value {
        node(operation, inputs, name: name, [:])
    }

    /// What an experiment's `fusion.input` asks for, of each local network.
    public mutating func fusionInputs(_ input: FusionInput) throws -> [Value] {
        switch input {
        case .probabilities: try opinions(asLogarithms: false)
        case .logProbabilities: try opinions(asLogarithms: true)
        case .features: try features()
        }
    }

    /// What the output is called.
    public var output: String { "probabilities" }

    /// The probabilities [batch, K] of logits, as the output.
    public mutating func probabilities(ofLogits logits: Value) -> Value {
        node("Softmax", [logits], name: output, ["axis": .integer(1)])
    }
}
