import TesseraDatasets
import TesseraExperiments
import TesseraNetworks
import TesseraPrediction
import TesseraRuns
import TesseraTraining

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
        let outcome = try run.method(of: strategy).draw(in: &self, run.plan)
        let output = run.experiment.evaluate.mirror ? meanOfBothHalves(outcome) : outcome
        builder.output(
            output, sizes: [nil, run.classes.count],
            description: strategy.areVotes
                ? "shares of the votes; that of the decided class is larger by a trifle" : "of each class")
    }

    mutating func opinions(asLogarithms: Bool) throws -> [Value] {
        let (experiment, classes) = (run.experiment, run.classes.count)
        if strategy.structure == .whole {
            let whole = Shape(channels: run.channels, spatial: run.shape)
            let network = experiment.globalNetwork.classifying(classes)
            let input = builder.normalized(values(), run.normalization, axes: run.shape.count)
            return [probabilities(ofLogits: try builder.network(network, input, shape: whole, tensors))]
        }
        let local = experiment.localNetwork.classifying(classes)
        return try locals(local) { builder, logits in
            asLogarithms
                ? builder.logSoftmax(logits, name: "opinion") : builder.softmax(logits, name: "opinion")
        }
    }

    mutating func features() throws -> [Value] { try locals(run.experiment.localNetwork) { $1 } }

    /// What data sets hold, through the window where there is one.
    private mutating func values() -> Value {
        let images = builder.input(
            "images", sizes: [nil, run.channels] + run.shape, description: "values as the data set holds them")
        let form = run.experiment.data.form
        let values = form.window.map { builder.windowed(images, low: $0[0], high: $0[1]) } ?? images
        guard run.experiment.evaluate.mirror else { return values }
        // A batch of twice as many: the samples, and the samples mirrored.
        let mirrored = builder.mirrored(values, axis: run.format.mirrorAxis(of: run.shape.count))
        return builder.node("Concat", [values, mirrored], name: "both", ["axis": .integer(0)])
    }

    /// The mean of what is said of samples and of the same mirrored, which stand behind them.
    private mutating func meanOfBothHalves(_ outcome: Value) -> Value {
        let halves = builder.node(
            "Reshape", [outcome, builder.constant("halves", [2, -1, run.classes.count])], name: "bothHalves")
        return builder.node(
            "ReduceMean", [halves], name: output, ["axes": .integers([0]), "keepdims": .integer(0)])
    }

    /// What `finish` makes of the output of `network`, with the tensors of each local network, on what that sees.
    private mutating func locals(
        _ network: Network, _ finish: (inout GraphBuilder, Value) -> Value
    ) throws -> [Value] {
        let values = values()
        var pictures: [[Int]: Value] = [:]
        return try run.views.enumerated().map { index, view in
            let picture = pictures[view.picture] ?? self.picture(values, view.picture)
            pictures[view.picture] = picture
            builder.scope = NetworkID.local(index).prefix
            defer { builder.scope = "" }
            let shape = run.plan.shape(of: view)
            return finish(
                &builder, try builder.network(network, builder.cut(picture, to: view.box), shape: shape, tensors))
        }
    }

    /// The normalised picture that views are cut from.
    private mutating func picture(_ values: Value, _ shape: [Int]) -> Value {
        builder.scope = shape == run.shape ? "" : "picture.\(shape.map(String.init).joined(separator: "x"))."
        defer { builder.scope = "" }
        let shrunk = builder.shrunk(values, from: run.shape, to: shape)
        return builder.normalized(shrunk, run.normalization, axes: shape.count)
    }

    mutating func node(
        _ operation: String, _ inputs: [Value], name: String, _ attributes: KeyValuePairs<String, GraphAttribute>
    ) -> Value {
        // What a strategy takes for the output is the outcome of two looks then.
        let isOutcome = run.experiment.evaluate.mirror && name == output
        return builder.node(operation, inputs, name: isOutcome ? "outcome" : name, attributes)
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
