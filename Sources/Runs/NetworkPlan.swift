import TesseraDecomposition
import TesseraExperiments
import TesseraModels
import TesseraNetworks
import TesseraRandomness
import TesseraTorch
import TesseraTraining

/// The networks of an experiment on samples of a known form: their inputs, sizes, and how they are made.
public struct NetworkPlan: Sendable {
    /// What is trained.
    public let experiment: Experiment
    /// The lengths of whole samples' axes.
    public let shape: [Int]
    /// Values per pixel.
    public let channels: Int
    /// The number of classes, K.
    public let classes: Int
    /// What each local network sees: the grid's boxes in its order, then those of coarser levels.
    public let views: [View]
    /// How many numbers a strategy's net gets of each local network: K, or its features.
    public let fusionWidths: [Int]
    /// What networks of pictures begin with; nil: random numbers.
    package private(set) var start: PretrainedStart?

    /// - Throws: `RunError` where the grid, a network or the augmentation does not fit the samples: nothing is found
    ///   out in the middle of a training.
    package init(_ experiment: Experiment, shape: [Int], channels: Int, classes: Int) throws(RunError) {
        (self.experiment, self.shape, self.channels, self.classes) = (experiment, shape, channels, classes)
        do {
            views = try experiment.views(of: shape)
        } catch {
            throw .grid(error.description)
        }
        let augmentation = experiment.training.augmentation
        guard shape.count > 1 || !augmentation.turns else { throw .oneAxis }
        if let axis = augmentation.flipAxes.first(where: { !shape.indices.contains($0) }) {
            throw .noSuchAxis(axis, count: shape.count)
        }
        fusionWidths = try Self.fusionWidths(of: experiment, views, channels: channels, classes: classes)
        _ = try parameters()
    }

    private static func fusionWidths(
        of experiment: Experiment, _ views: [View], channels: Int, classes: Int
    ) throws(RunError) -> [Int] {
        guard experiment.fusion.input == .features else { return views.map { _ in classes } }
        var widths: [Int] = []
        for (index, view) in views.enumerated() {
            let input = Shape(channels: channels, spatial: view.shape)
            do {
                widths.append(try experiment.localNetwork.shapes(for: input).last?.channels ?? channels)
            } catch {
                throw .unfit(.local(index), error.description)
            }
        }
        return widths
    }

    /// Has networks of pictures begin with the experiment's `network.weights`.
    ///
    /// - Returns: what a user should know of it; nil where the experiment names none.
    /// - Throws: `RunError` where the file does not fit the networks; `FileError`, `SafetensorsError` where it is no
    ///   safetensors file.
    package mutating func readStart() throws -> String? {
        guard let path = experiment.network.weights else { return nil }
        let start = try PretrainedStart(path: path, otherNames: experiment.network.otherNames)
        do {
            let trainsWhole = experiment.strategies.contains { $0.structure == .whole }
            let whole = try trainsWhole ? start.match(experiment.globalNetwork, input: shape(of: whole)) : nil
            let trainsLocals = experiment.strategies.contains { $0.structure != .whole }
            let locals =
                try trainsLocals ? views.map { try start.match(experiment.localNetwork, input: shape(of: $0)) } : []
            self.start = start
            return (whole ?? locals.first).map { "network.weights, \(path): \($0.description)" }
        } catch let error as PretrainedError {
            throw RunError.setting(error.description)
        }
    }

    /// The shape of what `view` shows of one sample.
    public func shape(of view: View) -> Shape { Shape(channels: channels, spatial: view.shape) }

    /// What the global network sees.
    public var whole: View { .whole(shape) }

    /// The shape of the input of a strategy's net: K numbers, or the features, of each local network.
    public var fusionShape: Shape { .flat(fusionWidths.reduce(0, +)) }

    /// Layers, shapes and parameters of the global network and of the first local one, as text.
    package func summaries() throws -> [String] {
        [
            "global network",
            try experiment.globalNetwork.classifying(classes).summary(for: shape(of: whole)).description,
            "local network of subdomain 0",
            try experiment.localNetwork.classifying(classes).summary(for: shape(of: views[0])).description,
        ]
    }

    /// The trained values of each network.
    package func parameters() throws(RunError) -> Results.Parameters {
        var locals: [Int] = []
        for (index, view) in views.enumerated() {
            locals.append(try count(experiment.localNetwork, shape(of: view), .local(index)))
        }
        return Results.Parameters(
            global: try count(experiment.globalNetwork, shape(of: whole), .global), local: locals,
            fusion: try count(experiment.fusionNetwork, fusionShape, .fusion))
    }

    private func count(_ network: Network, _ input: Shape, _ id: NetworkID) throws(RunError) -> Int {
        let parameters: Int
        let needsBatches: Bool
        do {
            parameters = try network.classifying(classes).parameterCount(for: input)
            needsBatches = try network.normalizesSinglePositions(for: input)
        } catch {
            throw .unfit(id, error.description)
        }
        guard experiment.training.batchSize > 1 || !needsBatches else {
            throw .unfit(
                id,
                "batch normalisation of a single position learns nothing from batches of one sample; "
                    + "set training.batchSize to 2 or more")
        }
        return parameters
    }

    /// The untrained global network.
    package func globalNetwork(key: RandomKey, on device: Device) throws -> SingleNetwork {
        try network(experiment.globalNetwork, on: whole, key: key, device)
    }

    /// The untrained network of a subdomain.
    package func localNetwork(_ index: Int, key: RandomKey, on device: Device) throws -> SingleNetwork {
        try network(experiment.localNetwork, on: views[index], key: key, device)
    }

    private func network(_ network: Network, on view: View, key: RandomKey, _ device: Device) throws -> SingleNetwork {
        let model = try SingleNetwork(
            network, input: shape(of: view), classes: classes, key: key, on: device,
            frozenStages: experiment.training.frozen, bodyRate: experiment.training.bodyRate)
        try start?.load(into: model)
        return model
    }

    /// The untrained dense net.
    package func fusionNetwork(key: RandomKey, on device: Device) throws -> SingleNetwork {
        let network = try SingleNetwork(
            experiment.fusionNetwork, input: fusionShape, classes: classes, key: key, on: device)
        // Features mean nothing without the local networks: see `beginAsMean(ofClassLayers:)`.
        if experiment.fusion.weights == .mean, experiment.fusion.input != .features {
            try network.beginAsMean(of: views.count, classes: classes, input: experiment.fusion.input, key: key)
        }
        return network
    }

    /// The untrained one model of a strategy.
    ///
    /// - Parameters:
    ///   - method: makes the net on the local networks' opinions.
    ///   - key: decides the initial weights.
    ///   - device: where the weights are.
    ///   - crew: does the local networks' work.
    /// - Returns: the local networks of all views and that net.
    /// - Throws: `TorchError`; what `method` throws where it makes its net.
    package func joinedNetwork(
        of method: any StrategyMethod, key: RandomKey, on device: Device, crew: Crew = .alone
    ) throws -> JoinedNetwork {
        JoinedNetwork(
            locals: try views.indices.map { try localNetwork($0, key: key.derived($0), on: device) },
            fusion: try method.madeNet(self, key: key.derived("fusion"), on: device), input: experiment.fusion.input,
            crew: crew)
    }

    /// The trained values of all networks of a strategy's model.
    package func parameters(of method: any StrategyMethod) throws -> Int {
        let parameters = try parameters()
        switch method.strategy.structure {
        case .whole: return parameters.global
        case .independent, .joined: return try parameters.local.reduce(0, +) + method.netParameters(self)
        }
    }
}
