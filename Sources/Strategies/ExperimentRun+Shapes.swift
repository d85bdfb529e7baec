import TesseraDecomposition
import TesseraNetworks
import TesseraRuns
import TesseraTraining

extension ExperimentRun {
    /// What each local network sees: the grid's boxes in its order, then those of coarser levels.
    package var views: [View] { plan.views }

    /// The number of classes, K.
    package var classes: Int { plan.classes }

    /// Layers, shapes and parameters of the global network and of the first local one, as text.
    public func networkSummaries() throws -> [String] { try plan.summaries() }

    /// Results without any strategy yet.
    package func emptyResults() throws -> Results {
        Results(
            name: experiment.name, network: experiment.globalNetwork.name, grid: experiment.decomposition.grid,
            levels: experiment.decomposition.levels, overlap: experiment.decomposition.overlap,
            classes: dataset.classes, parameters: try plan.parameters())
    }
}
