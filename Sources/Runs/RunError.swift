import TesseraExperiments
import TesseraPlainText
import TesseraTraining

/// What can be wrong with a run's folder or its call.
public enum RunError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The output folder holds a run already.
    case exists(String)
    /// The output is there, but is no run.
    case notARun(String)
    /// The path names no run.
    case noRun(String)
    /// Nothing in the run is trained to its end.
    case nothingTrained(String)
    /// The run lacks a strategy; those that it has.
    case notTrained(String, Strategy, trained: [Strategy])
    /// `--resume` of a run with another experiment; the values that may not differ.
    case otherExperiment(String, [Change])
    /// More epochs are asked of a network that is trained and has no checkpoint to go on from.
    case cannotGoOn(NetworkID, epochs: Int)
    /// `--resume` of a run on other data.
    case otherData(String)
    /// Another process trains this network.
    case inUse(String)
    /// Other processes train in the folder, and not just this experiment with the same values.
    case runInUse(String)
    /// Links in the run's folder to folders outside of it.
    case leadsOut([String])
    /// `--only` names a subdomain that there is not.
    case noSuchSubdomain(Int, count: Int)
    /// A subdomain's network does not fit its box.
    case unfit(NetworkID, String)
    /// A choice is asked for, but there are no samples to choose on; the key that asks.
    case nothingToChooseOn(String)
    /// There are too few training samples for so many folds.
    case tooManyFolds(Int, samples: Int)
    /// The decomposition does not fit the pictures.
    case grid(String)
    /// Processes that are to work together are of another version, or have other values or data; how they differ.
    case processesDiffer(String)
    /// Samples with one axis are to be turned or zoomed.
    case oneAxis
    /// A setting does not fit the data, or a file that it names; in words.
    case setting(String)
    /// Samples are to be mirrored along an axis that they do not have.
    case noSuchAxis(Int, count: Int)

    /// What is wrong, where, and what would be right.
    public var description: String { sentence.printable() }

    private var sentence: String {
        switch self {
        case .exists(let path):
            "\(path) holds a run already; continue it with --resume, choose another --output, or remove it"
        case .notARun(let path):
            "\(path) is there, but holds no run (no experiment.yaml); choose another --output"
        case .noRun(let path):
            "\(path) holds no run (no experiment.yaml); give the folder that tessera train has written, such as runs/NAME"
        case .nothingTrained(let path):
            "\(path) holds a run, but none of its strategies is trained yet; go on with tessera train --resume"
        case .notTrained(let path, let strategy, let trained):
            "\(path) has no trained strategy \(strategy.name); it has "
                + trained.map(\.name).joined(separator: ", ")
        case .otherExperiment(let path, let changes):
            "\(path) holds a run of another experiment (\(changes.map(\.description).joined(separator: "; "))); "
                + "resume with the same values, or choose another --output"
        case .cannotGoOn(let network, let epochs):
            "\(network) is trained to the end of its \(epochs) epochs and its checkpoint is gone; more epochs take a run "
                + "with training.keepCheckpoints of 1 or more"
        case .otherData(let path):
            "\(path) holds a run on other data (its data.json differs in format, classes, shape, number or values of the "
                + "samples); resume with the same data, or choose another --output"
        case .inUse(let path):
            "\(path) is in use by another process that trains this network; wait for it or end it"
        case .runInUse(let path):
            "\(path) is in use by another process, with other values; wait for it or end it, or choose another --output"
        case .leadsOut(let links):
            "\(links.joined(separator: ", ")): a link that leads out of the run's folder, where files are replaced and removed; "
                + "remove it, or make the run's folder itself a link"
        case .noSuchSubdomain(let index, let count):
            "--only names subdomain \(index), but the grid has 0 to \(count - 1)"
        case .unfit(let network, let reason):
            "the \(network) network does not fit: \(reason)"
        case .nothingToChooseOn(let key):
            "\(key) needs samples to choose on, and these data have no test part: set training.holdout to the share of "
                + "the training part to keep for that, such as 0.1"
        case .tooManyFolds(let folds, let samples):
            "fusion.folds: \(folds) folds of \(samples) training samples; at least two samples a fold are needed"
        case .grid(let reason):
            "decomposition.grid: \(reason)"
        case .processesDiffer(let difference): difference
        case .setting(let mistake): mistake
        case .oneAxis:
            "training.augmentation: samples with one axis cannot be turned, zoomed or cropped; leave rotate, zoom and "
                + "crop at 0"
        case .noSuchAxis(let axis, let count):
            "training.augmentation.flipAxes: the samples have no axis \(axis); theirs are 0 to \(count - 1)"
        }
    }
}
