import TesseraCluster
import TesseraDatasets
import TesseraExperiments
import TesseraPlainText
import TesseraPrediction
import TesseraReporting
import TesseraReports
import TesseraRuns
import TesseraStrategies
import TesseraTorch
import TesseraTraining

/// One training at a terminal: what the library does, with words around it.
struct TrainingSession {
    let experiment: Experiment
    let folder: RunFolder
    /// Networks trained at once; nil: one a core, or one a GPU.
    let workers: Int?
    let device: DeviceChoice
    /// The only subdomains to train; nil: all, and the rest.
    var only: SubdomainList?
    /// Whether the run may have been begun before.
    let mayExist: Bool

    /// Trains to the end, or until it is stopped; shows how it goes, and the results.
    func run() throws {
        let begun = ContinuousClock.now
        let cluster = try Cluster.joined()
        Runtime.keepFreedMemory()
        let (experiment, devices, isDone) = try cluster.together { try prepared(in: cluster) }
        let isAllThere = try cluster.shared { isDone }
        if isAllThere {
            if cluster.isLeader { try showFinished() }
            return cluster.leave()
        }
        let (dataset, dataPath) = try cluster.together { try loaded(experiment) }
        let stop = StopFlag()
        Signals.watch(for: stop)
        defer { Signals.forget() }
        cluster.checkWhileWaiting { try stop.check() }
        let observer = ProgressObserver()
        defer { observer.close() }
        let run = try cluster.together {
            try ExperimentRun(
                experiment, dataset: dataset, folder: folder, workers: workers ?? defaultWorkers(devices),
                devices: devices,
                observer: Observers([
                    observer, TensorBoardObserver(folder, experiment, isLeader: cluster.isLeader, note: observer.note),
                ]), stop: stop, cluster: cluster, dataPath: dataPath, begun: begun)
        }
        if cluster.isLeader {
            show(try run.networkSummaries())
            tellWhatMaySurprise(dataset, at: dataPath, devices)
            for note in [run.noteOnProcesses, run.noteOnValues, run.noteOnStart].compactMap(\.self) {
                printError("note: \(note)")
            }
        }
        do {
            if let only {
                try run.run(only: only.indices, arguments: CommandLine.arguments)
            } else {
                let results = try run.run(arguments: CommandLine.arguments, mayExist: mayExist)
                observer.close()
                if cluster.isLeader { show(results) }
            }
        } catch let interrupted as Interrupted {
            try? cluster.part(within: .seconds(20))
            throw interrupted
        }
        cluster.leave()
    }

    /// What is looked at before the data are; and whether nothing is left to be trained.
    private func prepared(in cluster: Cluster) throws -> (Experiment, [Device], isDone: Bool) {
        if only != nil, cluster.count > 1 {
            throw CommandError(
                description: "--only is for processes started one by one; \(cluster.count) are started together")
        }
        var devices = try device.devices()
        // Processes on one machine share its devices.
        if cluster.count > 1 { devices = [devices[cluster.localRank % devices.count]] }
        let mayExist = mayExist || only != nil
        // Of a run that may not be there the experiment does not matter.
        let experiment = mayExist || !folder.isBegun ? try folder.inForce(experiment, on: devices[0]) : experiment
        guard cluster.isLeader else { return (experiment, devices, false) }
        try folder.check(for: experiment, mayExist: mayExist)
        return (experiment, devices, try only == nil && folder.isDone(experiment))
    }

    private func loaded(_ experiment: Experiment) throws -> (Dataset, path: String) {
        let (line, telling) = Dataset.told()
        defer { line.close() }
        return try experiment.loadData(of: folder, telling: telling)
    }

    private func defaultWorkers(_ devices: [Device]) -> Int {
        guard devices == [.cpu] else { return devices.count }
        return max(1, Cluster.cores / experiment.training.threads.local)
    }

    private func showFinished() throws {
        guard let results = try folder.readResults() else { return }
        show(try TrainedRun(path: folder.path, strategies: folder.strategies).networkSummaries())
        show(results)
    }

    private func show(_ networkSummaries: [String]) {
        StandardOutput.write(networkSummaries.joined(separator: "\n"), terminator: "\n\n")
    }

    private func show(_ results: Results) {
        StandardOutput.write(resultsTable(results, knowing: folder.strategies.strategies))
        StandardOutput.write("\nRun folder: \(folder.path.printable())")
    }

    private func tellWhatMaySurprise(_ dataset: Dataset, at dataPath: String, _ devices: [Device]) {
        if dataPath != experiment.data.path {
            printError(
                "note: \(experiment.data.path) is not the run's data; it goes on with \(dataPath), where they were before"
            )
        }
        if mayExist, !folder.isBegun { printError("note: \(folder.path) holds no run yet; this begins one") }
        let (samples, batch) = (dataset.training.count, experiment.training.batchSize)
        let steps = max(1, samples / batch)
        if steps < 5 {
            printError(
                "note: \(Format.count(samples)) samples in batches of \(batch) make \(steps) steps an epoch, which is little "
                    + "to learn from; a smaller training.batchSize makes more")
        }
        if devices != [.cpu] {
            let count = workers ?? devices.count
            printError(
                "note: local networks train on \(devices.map(\.description).joined(separator: ", ")), \(count) at once, "
                    + "each in a stream of its own (--workers)")
        }
    }
}
