import TesseraRuns
import TesseraTraining

/// What a run's folder keeps of its samples, and whether there is anything left to train.
extension ExperimentRun {
    /// The hash of each sample, and what it is to this run.
    package func fingerprints() throws -> SampleFingerprints {
        try SampleFingerprints(
            [(.training, dataset.training)] + (holdout.map { [(.holdout, $0)] } ?? [])
                + dataset.parts.filter { !$0.part.isTraining })
    }

    /// Whether the folder has the results of all strategies.
    package var isTrained: Bool {
        get throws {
            let trained = Set(try folder.readResults()?.strategies.map(\.strategy) ?? [])
            return experiment.strategies.allSatisfy { trained.contains($0.name) }
        }
    }
}
