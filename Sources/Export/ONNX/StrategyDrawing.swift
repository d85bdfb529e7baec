import Datasets
import Experiments
import Networks
import Training

/// The graph of one strategy while it is drawn: from `images` to its networks' opinions, then what the strategy draws.
struct StrategyDrawing: StrategyGraph {
    typealias Value = GraphBuilder.Value

    private(set) var builder: GraphBuilder
    private let strategy: Strategy
    private let run: TrainedRun
    private let tensors: Tensors

    init(_ strategy: Strategy, of run: TrainedRun, _ tensors: Tensors) {
        (self.strategy, self.run, self.tensors) = (strategy, run, tensors)
        builder = GraphBuilder(name: strategy.name)
    }

    /// Adds everything between `images` and `probabilities`.
    mutating func draw() throws {
        let output = try run.method(of: strategy).draw(in: &self, run.plan)
        builder.output(
            output, sizes: [nil, run.classes.count],
            description: strategy.areVotes
                ? "shares of the votes; that of the decided class is larger by a trifle" : "of each class")
    }

    var networks: Int { strategy.structure == .whole ? 1 : run.boxes.count }

    mutating func opinions(asLogarithms: Bool) throws -> [Value] {
        let (experiment, classes) = (run.experiment, run.classes.count)
        let images = builder.input(
            "images", sizes: [nil, run.channels] + run.shape, description: "values as the data set holds them")
        let values = experiment.data.window.map { builder.windowed(images, low: $0[0], high: $0[1]) } ?? images
        let normalized = builder.normalized(values, run.normalization, axes: run.shape.count)
        if strategy.structure == .whole {
            let whole = Shape(channels: run.channels, spatial: run.shape)
            let network = experiment.globalNetwork.classifying(classes)
            return [probabilities(ofLogits: try builder.network(network, normalized, shape: whole, tensors))]
        }
        let local = experiment.localNetwork.classifying(classes)
        return try run.boxes.enumerated().map { index, box in
            builder.scope = NetworkID.local(index).prefix
            defer { builder.scope = "" }
            let shape = Shape(channels: run.channels, spatial: box.shape)
            let logits = try builder.network(local, builder.cut(normalized, to: box), shape: shape, tensors)
            return asLogarithms
                ? builder.logSoftmax(logits, name: "opinion") : builder.softmax(logits, name: "opinion")
        }
    }

    mutating func node(
        _ operation: String, _ inputs: [Value], name: String, _ attributes: KeyValuePairs<String, GraphAttribute>
    ) -> Value {
        builder.node(operation, inputs, name: name, attributes)
    }

    mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> Value {
        builder.constant(name, shape: shape, values)
    }

    mutating func constant(_ name: String, _ values: [Int]) -> Value { builder.constant(name, values) }

    mutating func weight(_ name: String) -> Value {
        inNet { $0.weight(name, $1) }
    }

    mutating func layers(_ network: Network, _ input: Value, features: Int) throws -> Value {
        try inNet { try $0.network(network, input, shape: .flat(features), $1) }
    }

    /// Names within are the net's own.
    private mutating func inNet<Result>(
        _ body: (inout GraphBuilder, Tensors) throws -> Result
    ) rethrows -> Result {
        builder.scope = NetworkID.fusion.prefix
        defer { builder.scope = "" }
        return try body(&builder, tensors)
    }
}
