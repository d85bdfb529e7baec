import TesseraCluster
import TesseraDatasets
import TesseraDecomposition
import TesseraExperiments
import TesseraFiles
import TesseraModels
import TesseraNetworks
import TesseraRandomness
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// One run of an experiment: trains what its strategies need, each network once, and compares them.
///
/// Each strategy is a file of its own beside this one.
public struct ExperimentRun: Sendable {
    package let experiment: Experiment
    package let dataset: Dataset
    /// The share of the training part that is kept from training, to choose on.
    package let holdout: (any SampleSource)?
    package let record: DataRecord
    package let normalization: Normalization
    package let plan: NetworkPlan
    /// The training samples that local networks do not learn from, and nets on these do; empty: all learn from all.
    package let keptForFusion: [Int]
    /// The fold of each training sample, stratified by class.
    package let foldOfSample: [Int]
    package let folder: RunFolder
    package let workers: Workers
    package let precision: Experiment.Precision
    package let observer: any TrainingObserver
    package let stop: StopFlag
    package let cluster: Cluster
    /// What a user should know of the training samples' values; nil where there is nothing.
    package let noteOnValues: String?
    /// What a user should know of what networks begin with; nil where there is nothing.
    package let noteOnStart: String?
    private let begun: ContinuousClock.Instant

    /// Reads the experiment's data, and checks that everything fits before anything is trained.
    ///
    /// - Parameters:
    ///   - experiment: what is to be trained, and how.
    ///   - folder: where the run is, or will be.
    ///   - workers: local networks trained at once.
    ///   - devices: what they are trained on, at least one.
    ///   - telling: who is told how reading goes.
    ///   - observer: is told how it goes, from any thread.
    ///   - stop: is asked between batches whether to go on.
    /// - Throws: `RunError` where the folder holds a run of another experiment, or the grid or a network does not fit
    ///   the pictures; `DatasetError`.
    public init(
        _ experiment: Experiment, in folder: RunFolder, workers: Int = 1, devices: [Device] = [.cpu],
        telling: Telling = Telling(), observer: any TrainingObserver = SilentObserver(), stop: StopFlag = StopFlag()
    ) throws {
        let inForce = try folder.inForce(experiment, on: devices[0])
        try folder.check(for: inForce, mayExist: true)
        let (dataset, path) = try inForce.loadData(of: folder, telling: telling)
        try self.init(
            inForce, dataset: dataset, folder: folder, workers: workers, devices: devices, observer: observer,
            stop: stop,
            dataPath: path)
    }

    /// Checks that everything fits before anything is trained.
    ///
    /// - Parameters:
    ///   - experiment: what is to be trained, and how.
    ///   - dataset: what it is trained on.
    ///   - folder: where the run is, or will be.
    ///   - workers: local networks trained at once.
    ///   - devices: what they are trained on, at least one.
    ///   - observer: is told how it goes, from any thread.
    ///   - stop: is asked between batches whether to go on.
    ///   - dataPath: where the data lie, where that is not the experiment's `data.path`.
    ///   - begun: when the experiment's `training.timeLimit` began.
    /// - Throws: `RunError` where the grid or a network does not fit the pictures.
    public init(
        _ experiment: Experiment, dataset: Dataset, folder: RunFolder, workers: Int = 1, devices: [Device] = [.cpu],
        observer: any TrainingObserver = SilentObserver(), stop: StopFlag = StopFlag(), dataPath: String? = nil,
        begun: ContinuousClock.Instant = .now
    ) throws {
        try self.init(
            experiment, dataset: dataset, folder: folder, workers: workers, devices: devices, observer: observer,
            stop: stop, cluster: .alone, dataPath: dataPath, begun: begun)
    }

    /// The same where `cluster` are the processes that work on it.
    package init(
        _ experiment: Experiment, dataset: Dataset, folder: RunFolder, workers: Int, devices: [Device],
        observer: any TrainingObserver, stop: StopFlag, cluster: Cluster, dataPath: String?,
        begun: ContinuousClock.Instant
    ) throws {
        precondition(workers > 0 && !devices.isEmpty, "a run needs at least one worker and one device")
        let experiment = try folder.inForce(experiment, on: devices[0])
        self.experiment = experiment
        self.folder = folder
        self.workers = Workers(count: workers, devices: devices)
        self.observer = observer
        self.stop = stop
        self.cluster = cluster
        self.begun = begun
        if cluster.count > 1 { try cluster.agree(on: experiment, dataset) }
        precision = experiment.training.precision
        var plan = try NetworkPlan(
            experiment, shape: dataset.training.shape, channels: dataset.training.channels,
            classes: dataset.classes.count)
        // Where all is trained nothing begins any more.
        let isDone = try folder.isDone(experiment)
        noteOnStart = try isDone ? nil : plan.readStart()
        self.plan = plan
        let training = experiment.training
        if dataset.test == nil, training.holdout == 0, training.patience != nil || training.restoreBest {
            throw RunError.nothingToChooseOn(
                training.patience != nil ? "training.patience" : "training.restoreBest")
        }
        let counts =
            try cluster.count > 1
            ? ValueCounts(of: dataset.training, in: cluster) : ValueCounts(of: dataset.training)
        noteOnValues = counts.oddity(isWindowed: experiment.data.form.window != nil)
        var record = DataRecord(dataset.summary, Normalization(counts)).lying(at: dataPath ?? experiment.data.path)
        record.start = try isDone ? folder.readData()?.start : plan.start?.hash
        normalization = try record.normalization(for: experiment)
        self.record = record
        let key = RandomKey(seed: UInt64(experiment.seed)).derived("holdout")
        let (rest, held) = dataset.training.split(share: training.holdout, key: key)
        holdout = held.labels.isEmpty ? nil : held
        if experiment.fusion.folds > 1, rest.labels.count < 2 * experiment.fusion.folds {
            throw RunError.tooManyFolds(experiment.fusion.folds, samples: rest.labels.count)
        }
        let hasLevels = !experiment.decomposition.levels.isEmpty
        func kept(_ source: any SampleSource) -> any SampleSource {
            hasLevels ? (source as? Samples).map(PyramidSamples.init) ?? source : source
        }
        self.dataset = Dataset(
            format: dataset.format, classes: dataset.classes, training: kept(rest),
            validation: kept(dataset.validation), test: dataset.test.map(kept))
        let isKept = Samples.heldOut(
            labels: rest.labels, groups: rest.groups, share: experiment.fusion.holdout,
            key: RandomKey(seed: UInt64(experiment.seed)).derived("fusion holdout"))
        keptForFusion = isKept.indices.filter { isKept[$0] }
        foldOfSample = Samples.folds(
            labels: rest.labels, groups: rest.groups, count: experiment.fusion.folds,
            key: RandomKey(seed: UInt64(experiment.seed)).derived("folds"))
    }

    /// Trains and evaluates the strategies that have no result yet.
    ///
    /// In a cluster all processes call it: each trains its networks, the leader fuses and writes.
    ///
    /// - Parameters:
    ///   - arguments: the command line, for `environment.json`.
    ///   - mayExist: whether a run that is in the folder goes on, or is an error.
    /// - Returns: the results of all strategies, those found in the folder among them; the same in all processes.
    /// - Throws: `RunError` where the folder holds a run of another experiment, or is in use by one; what a training
    ///   throws.
    public func run(arguments: [String] = [], mayExist: Bool = true) throws -> Results {
        if cluster.isLeader { try folder.check(for: experiment, mayExist: mayExist) }
        try prepareDevices()
        if cluster.isLeader, try folder.isDone(experiment) {
            // Nothing is to be trained or written.
            return try cluster.shared { try folder.readResults() ?? emptyResults() }
        }
        let claim = cluster.isLeader ? try self.claim(arguments, mayExist: mayExist) : nil
        defer { withExtendedLifetime(claim) {} }
        var results = try cluster.shared { try folder.readResults() ?? emptyResults() }
        let missing = experiment.strategies.filter { strategy in
            !results.strategies.contains { $0.strategy == strategy.name }
        }
        guard !missing.isEmpty else { return results }
        var found: [Stage: [TrainedNetwork]] = [:]
        if cluster.count > 1 {
            // The folder is there, for all.
            try cluster.meet()
            found = try trainIndependent(for: missing)
            guard cluster.isLeader else {
                try follow(missing)
                return try cluster.shared { results }
            }
        }
        let networks = StageResults(of: self, found: found) { locals in
            results.locals = localResults(locals)
            try folder.write(results)
        }
        for strategy in missing {
            let result = try result(of: strategy, networks)
            results.strategies.append(result)
            let order = experiment.strategies.map(\.name)
            results.strategies.sort { order.firstIndex(of: $0.strategy) ?? 0 < order.firstIndex(of: $1.strategy) ?? 0 }
            try folder.write(results)
            observer.receive(.strategy(name: result.strategy, validation: result.validation))
        }
        return try cluster.shared { results }
    }

    /// Trains just these subdomains' networks and fuses nothing (`--only`).
    public func run(only subdomains: [Int], arguments: [String] = []) throws {
        if let index = subdomains.first(where: { !views.indices.contains($0) }) {
            throw RunError.noSuchSubdomain(index, count: views.count)
        }
        try prepareDevices()
        let claim = try claim(arguments, mayExist: true)
        defer { withExtendedLifetime(claim) {} }
        _ = try trainLocals(subdomains)
    }

    /// Has devices compute as the experiment asks for, and the clock end the training where it has a limit.
    ///
    /// - Throws: `TorchError` of kind `device` where one computes wrong: some versions of cuDNN return wrong gradients
    ///   of bfloat16 convolutions, which one step tells.
    private func prepareDevices() throws {
        try Runtime.setDeterministic(experiment.training.deterministic)
        if let minutes = experiment.training.timeLimit { stop.set(at: begun + .seconds(minutes * 60)) }
        guard precision == .bfloat16 else { return }
        for device in Set(workers.devices) where device != .cpu {
            let deviation = try SelfCheck.deviation(axes: min(max(plan.shape.count, 2), 3), on: device)
            guard deviation < SelfCheck.tolerance else {
                throw TorchError(
                    kind: .device, operation: "a training step in bfloat16",
                    message: "\(device) computes bfloat16 convolutions wrong (gradients deviate by "
                        + "\((100 * deviation).rounded() / 100) from those in float32); set training.precision to float32"
                )
            }
        }
    }

    /// Takes the folder for this run.
    private func claim(_ arguments: [String], mayExist: Bool) throws -> FolderLock {
        // Before: whoever else wants the folder does not wait long.
        let fingerprints = experiment.data.fingerprints ? try fingerprints() : nil
        if let overlap = fingerprints?.overlap { observer.receive(.noticed(overlap)) }
        return try folder.claim(for: experiment, mayExist: mayExist) {
            try folder.check(for: record)
            try folder.check(for: fingerprints)
            try takeBackWhatMoreEpochsChange()
        } begin: {
            // Of a run that is trained to its end only the place of its data is new.
            let environment = try isTrained ? nil : Environment(devices: workers.devices, arguments: arguments)
            try folder.check(for: fingerprints)
            try folder.begin(experiment, record, environment)
            try folder.write(fingerprints)
        }
    }

    /// What all randomness comes from.
    package var key: RandomKey { RandomKey(seed: UInt64(experiment.seed)) }
}
