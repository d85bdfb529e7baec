import TesseraExperiments
import TesseraTorch
import TesseraTraining

extension RunFolder {
    /// The experiment with what it leaves open filled in: as the run goes that is in the folder, else as `device`
    /// computes.
    ///
    /// - Throws: `ExperimentError`, `FileError` where the run's own experiment cannot be read.
    public func inForce(_ experiment: Experiment, on device: Device) throws -> Experiment {
        var experiment = experiment
        // The run folder holds what was in force where it was begun: a resume elsewhere goes on with that.
        if isBegun { experiment = experiment.continuing(try readExperiment()) }
        experiment.training.precision = experiment.precision(on: device)
        return experiment
    }
}
