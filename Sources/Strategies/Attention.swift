import TesseraExperiments
import TesseraModels
import TesseraNetworks
import TesseraRandomness
import TesseraRuns
import TesseraTorch
import TesseraTraining

extension Strategy {
    /// A gated attention over the local networks, these frozen.
    public static let attention = Strategy("attention", .independent, stage: Stage("attention", seesPictures: false))
}

/// Attention: each local network counts as much as what it says, and where it stands, suggests; gated attention as in
/// Ilse, Tomczak, Welling 2018 (arXiv 1802.04712, equation 9), with a place for each local network.
///
/// Of what is known of local network n, x(n), a gate makes its share: a(n) is the softmax over n of
/// w . (tanh(V x(n) + p(n)) * sigmoid(U x(n) + q(n))), p and q being its place. Logits are C (sum of a(n) v(n)) + b. Of
/// opinions v(n) = x(n), and all share V and U. Features of different networks have nothing in common: there each network
/// has a V and a U, and a layer that makes v(n) of its features, which begins as its own class layer. With
/// `fusion.weights: mean` all begin with the same share.
public struct Attention: StrategyMethod {
    /// A gated attention.
    public init() {}

    /// `attention`.
    public var strategy: Strategy { .attention }

    /// The gate and what follows it.
    public func net(_ plan: NetworkPlan, key: RandomKey, on device: Device) throws -> (any Classifier)? {
        try GatedAttention(
            over: plan.fusionWidths, classes: plan.classes, fusion: plan.experiment.fusion, key: key, on: device)
    }

    /// Local networks' features become what their own class layers make of them.
    public func beginAsMean(
        _ net: any Classifier, _ plan: NetworkPlan, key: RandomKey, local: (Int) throws -> SingleNetwork
    ) throws {
        let fusion = plan.experiment.fusion
        guard fusion.input == .features, fusion.weights == .mean, let net = net as? GatedAttention else { return }
        for index in plan.views.indices { try net.takeValues(of: index, from: local(index).classLayer) }
    }

    /// The same as of tensors.
    public func draw<Graph: StrategyGraph>(in graph: inout Graph, _ plan: NetworkPlan) throws -> Graph.Value {
        let input = plan.experiment.fusion.input
        func linear(_ value: Graph.Value, _ name: String, scope: String) -> Graph.Value {
            graph.node(
                "Gemm", [value, graph.weight("\(name).weight"), graph.weight("\(name).bias")], name: scope,
                ["transB": .integer(1)])
        }
        let inputs = try graph.fusionInputs(input)
        let scores = inputs.enumerated().map { index, value in
            let names = GatedAttention.Names(index, input)
            func gated(_ activation: String, _ gate: String) -> Graph.Value {
                let weights = graph.weight("\(names.gate).\(gate).weight")
                let seen = graph.node(
                    "Gemm", [value, weights, graph.weight("\(names.place).\(gate).bias")],
                    name: "gate.\(gate).\(index)",
                    ["transB": .integer(1)])
                return graph.node(activation, [seen], name: "\(activation).\(index)")
            }
            let gate = graph.node("Mul", [gated("Tanh", "v"), gated("Sigmoid", "u")], name: "gated.\(index)")
            return graph.node(
                "Gemm", [gate, graph.weight("score.weight")], name: "score.\(index)", ["transB": .integer(1)])
        }
        let all = graph.node("Concat", scores, name: "scores", ["axis": .integer(1)])
        let shares = graph.node("Softmax", [all], name: "shares", ["axis": .integer(1)])
        let parts = inputs.enumerated().map { index, value in
            let share = graph.node(
                "Gather", [shares, graph.constant("number.\(index)", [index])], name: "share.\(index)",
                ["axis": .integer(1)])
            let own =
                input == .features
                ? linear(value, GatedAttention.Names(index, input).value, scope: "value.\(index)") : value
            return graph.node("Mul", [own, share], name: "part.\(index)")
        }
        let sum = graph.node("Sum", parts, name: "sum")
        return graph.probabilities(ofLogits: linear(sum, "class", scope: "logits"))
    }
}

/// The net of `attention`: logits [batch, K] of what is known of all local networks, side by side.
final class GatedAttention: Classifier {
    /// The features of the gate.
    static let gateWidth = 32

    /// What the tensors of one local network are called.
    struct Names {
        let gate, place, value: String

        init(_ index: Int, _ input: FusionInput) {
            let number = index < 10 ? "0\(index)" : "\(index)"
            gate = input == .features ? "gate.\(number)" : "gate"
            place = "place.\(number)"
            value = "value.\(number)"
        }
    }

    private let widths: [Int]
    private let input: FusionInput
    private(set) var state: [NamedTensor] = []
    private var byName: [String: Tensor] = [:]

    init(
        over widths: [Int], classes: Int, fusion: Experiment.FusionSection, key: RandomKey, on device: Device
    ) throws {
        (self.widths, input) = (widths, fusion.input)
        func add(_ name: String, _ shape: [Int], uniform bound: Double) throws {
            let tensor = try Tensor.empty(shape)
            try tensor.fillUniform(-bound, bound, Generator(key.derived(name)))
            try add(name, tensor)
        }
        func add(_ name: String, _ tensor: Tensor) throws {
            let tensor = try tensor.to(.float32, on: device)
            try tensor.setRequiresGradient(true)
            state.append(NamedTensor(name, tensor))
            byName[name] = tensor
        }
        let isMean = fusion.weights == .mean
        for (index, width) in widths.enumerated() {
            let names = Names(index, input)
            for gate in ["v", "u"] {
                // One for all, where all say the same kind of thing.
                if index == 0 || input == .features {
                    let name = "\(names.gate).\(gate).weight"
                    try add(name, [Self.gateWidth, width], uniform: 1 / Double(width).squareRoot())
                }
                try add("\(names.place).\(gate).bias", .full([Self.gateWidth], 0))
            }
            if input == .features {
                try add("\(names.value).weight", [classes, width], uniform: 1 / Double(width).squareRoot())
                try add("\(names.value).bias", .full([classes], 0))
            }
        }
        // No share is larger than another before it is learnt which are.
        try add("score.weight", [1, Self.gateWidth], uniform: isMean ? 0 : 1 / Double(Self.gateWidth).squareRoot())
        let identity = (0..<classes * classes).map { Float($0 % (classes + 1) == 0 ? 1 : 0) }
        try isMean
            ? add("class.weight", Tensor(identity, shape: [classes, classes]))
            : add("class.weight", [classes, classes], uniform: 1 / Double(classes).squareRoot())
        try add("class.bias", .full([classes], 0))
    }

    /// Has the values of one local network begin as its own logits.
    func takeValues(of index: Int, from classLayer: [NamedTensor]) throws {
        let name = Names(index, input).value
        try withoutGradient {
            for (own, other) in zip(["weight", "bias"], classLayer) {
                try self["\(name).\(own)"].copy(from: other.tensor)
            }
        }
    }

    func logits(_ boxes: [Tensor], in mode: Mode) throws -> Tensor {
        var start = 0
        let inputs = try widths.map { width in
            defer { start += width }
            return try boxes[0].narrow(axis: 1, start..<start + width)
        }
        let scores = try inputs.enumerated().map { index, value in
            let names = Names(index, input)
            func gated(_ gate: String) throws -> Tensor {
                try value.linear(
                    weight: self["\(names.gate).\(gate).weight"], bias: self["\(names.place).\(gate).bias"])
            }
            return try (gated("v").tanh() * gated("u").sigmoid()).linear(weight: self["score.weight"])
        }
        let shares = try Tensor.cat(scores, axis: 1).softmax(axis: 1)
        let parts = try inputs.enumerated().map { index, value in
            let name = Names(index, input).value
            let own =
                input == .features
                ? try value.linear(weight: self["\(name).weight"], bias: self["\(name).bias"]) : value
            return try own * shares.narrow(axis: 1, index..<index + 1)
        }
        let sum = try parts.dropFirst().reduce(parts[0]) { try $0 + $1 }
        return try sum.linear(weight: self["class.weight"], bias: self["class.bias"])
    }

    private subscript(name: String) -> Tensor {
        guard let found = byName[name] else { preconditionFailure("no tensor \(name)") }
        return found
    }
}
