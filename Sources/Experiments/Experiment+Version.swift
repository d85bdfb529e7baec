import TesseraDatasets

extension Experiment {
    /// The version of the words of experiment files: 2 since `vgg9` has batch normalisation in its dense layer, 3 since
    /// tables' columns of parts and groups count, and arrays that look as if channels came first are refused.
    public static let currentVersion = 3

    /// The experiment as it is to be read where it continues `run`: what it leaves open is as there, and words mean
    /// what they meant when that was begun.
    public func continuing(_ run: Experiment) -> Experiment {
        var experiment = self
        if training.precision == .auto { experiment.training.precision = run.training.precision }
        experiment.version = min(version, run.version)
        experiment.readByVersion()
        return experiment
    }

    /// Replaces words whose meaning has changed since the experiment's version.
    mutating func readByVersion() {
        if version < 3 {
            data.labels.columns.split = SampleLabels.none
            data.labels.groups = data.labels.groups ?? SampleLabels.none
            data.form.axes = data.form.axes ?? .channelsLast
        }
        if version == 1, network.architecture == .vgg9 { network.architecture = .family(.vgg9Plain) }
    }
}
