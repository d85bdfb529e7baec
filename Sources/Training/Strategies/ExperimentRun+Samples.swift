/// What a run's folder keeps of its samples and their place.
extension ExperimentRun {
    /// The hash of each sample, and what it is to this run.
    func fingerprints() throws -> SampleFingerprints {
        try SampleFingerprints(
            [(.training, dataset.training)] + (holdout.map { [(.holdout, $0)] } ?? [])
                + dataset.parts.filter { !$0.part.isTraining })
    }

    /// Of a run that is trained to its end: keeps where its data lie now, once they are known to be its data.
    func keepDataPath() throws {
        var stored = try folder.readExperiment()
        guard stored.data.path != experiment.data.path else { return }
        if stored.data.fingerprints { try folder.check(for: fingerprints()) }
        stored.data.path = experiment.data.path
        try folder.keep(stored, record)
    }
}
