import Tessera

/// A weighted opinion pool: the sum of the local networks' log-probabilities, each times a weight that is learnt.
///
/// What somebody else would write to have a strategy with weights of its own.
struct OpinionPool: StrategyMethod {
    let strategy = Strategy("pool", .independent, stage: Stage("pool", seesPictures: false))

    func net(_ plan: NetworkPlan, key: RandomKey, on device: Device) throws -> (any Classifier)? {
        try Pool(of: plan.views.count, classes: plan.classes, on: device)
    }

    func draw<Graph: StrategyGraph>(in graph: inout Graph, _ plan: NetworkPlan) throws -> Graph.Value {
        let opinions = try graph.opinions(asLogarithms: true).enumerated().map { index, opinion in
            let shape = graph.constant("column.\(index)", [-1, plan.classes, 1])
            return graph.node("Reshape", [opinion, shape], name: "column of \(index)")
        }
        let columns = graph.node("Concat", opinions, name: "opinions", ["axis": .integer(2)])
        let weight = graph.node("Transpose", [graph.weight("weight")], name: "weights", ["perm": .integers([1, 0])])
        let pooled = graph.node("MatMul", [columns, weight], name: "pooled")
        return graph.probabilities(
            ofLogits: graph.node("Reshape", [pooled, graph.constant("row", [-1, plan.classes])], name: "logits"))
    }
}

/// [batch, N x K] times N weights, which begin as those of a mean.
private final class Pool: Classifier {
    private let weight: Tensor
    private let shape: [Int]

    init(of count: Int, classes: Int, on device: Device) throws {
        shape = [-1, count, classes]
        weight = try .full([1, count], 1 / Double(count), on: device)
        try weight.setRequiresGradient(true)
    }

    func logits(_ boxes: [Tensor], in mode: Mode) throws -> Tensor {
        let columns = try boxes[0].reshape(shape).permute([0, 2, 1])
        return try columns.linear(weight: weight, bias: nil).reshape([-1, shape[2]])
    }

    var state: [NamedTensor] { [NamedTensor("weight", weight)] }
}
