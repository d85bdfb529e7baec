import Decomposition
import Experiments
import Networks

extension ExperimentRun {
    /// The shape of one sample cut to `box`.
    func shape(of box: Box) -> Shape {
        Shape(channels: dataset.training.channels, spatial: box.shape)
    }

    /// The box of whole pictures.
    var whole: Box { .whole(dataset.training.shape) }

    /// The shape of the fusion net's input: K opinions of N local networks.
    var fusionShape: Shape { .flat(boxes.count * dataset.classes.count) }

    /// The number of classes, K.
    var classes: Int { dataset.classes.count }

    /// Checks that every network fits its boxes, so that nothing is found out in the middle of a training.
    func checkNetworks() throws {
        _ = try parameters()
    }

    /// The trained values of each network.
    func parameters() throws(RunError) -> Results.Parameters {
        var locals: [Int] = []
        for (index, box) in boxes.enumerated() {
            locals.append(try count(experiment.localNetwork, shape(of: box), "local \(twoDigits(index))"))
        }
        return Results.Parameters(
            global: try count(experiment.globalNetwork, shape(of: whole), "global"), local: locals,
            fusion: try count(experiment.fusionNetwork, fusionShape, "fusion"))
    }

    private func count(_ network: Network, _ input: Shape, _ name: String) throws(RunError) -> Int {
        do {
            return try network.classifying(classes).parameterCount(for: input)
        } catch {
            throw .unfit(network: name, error.description)
        }
    }

    /// Layers, shapes and parameters of the global network and of the first local one, as text.
    public func networkSummaries() throws -> [String] {
        [
            "global network",
            try experiment.globalNetwork.classifying(classes).summary(for: shape(of: whole)).description,
            "local network of subdomain 0",
            try experiment.localNetwork.classifying(classes).summary(for: shape(of: boxes[0])).description,
        ]
    }

    /// Results without any strategy yet.
    func emptyResults() throws -> Results {
        Results(
            name: experiment.name, network: experiment.globalNetwork.name, grid: experiment.decomposition.grid,
            overlap: experiment.decomposition.overlap, classes: dataset.classes, parameters: try parameters())
    }
}
