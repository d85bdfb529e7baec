import Decomposition
import Networks

extension ExperimentRun {
    /// The subdomains, in the grid's order.
    var boxes: [Box] { plan.boxes }

    /// The number of classes, K.
    var classes: Int { plan.classes }

    /// Layers, shapes and parameters of the global network and of the first local one, as text.
    public func networkSummaries() throws -> [String] {
        [
            "global network",
            try experiment.globalNetwork.classifying(classes).summary(for: plan.shape(of: plan.whole)).description,
            "local network of subdomain 0",
            try experiment.localNetwork.classifying(classes).summary(for: plan.shape(of: boxes[0])).description,
        ]
    }

    /// Results without any strategy yet.
    func emptyResults() throws -> Results {
        Results(
            name: experiment.name, network: experiment.globalNetwork.name, grid: experiment.decomposition.grid,
            overlap: experiment.decomposition.overlap, classes: dataset.classes, parameters: try plan.parameters())
    }
}
