import ArgumentParser
import Cluster
import Datasets
import Experiments
import Foundation
import Models
import PlainText
import Reporting
import Torch
import Training

/// `tessera train`
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains and compares the strategies of an experiment.",
        discussion: """
            Examples:
              tessera train Experiments/fashion-mnist.yaml
              tessera train Experiments/fashion-mnist.yaml --set seed=2 --output runs/b
              tessera train Experiments/fashion-mnist.yaml --resume
              tessera train Experiments/fashion-mnist.yaml --only 0,1
            """)

    @Argument(help: "The experiment file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var experiment: String

    @Option(help: ArgumentHelp("The run folder; default: runs/NAME.", valueName: "dir"), completion: .directory)
    var output: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Sets a value of the experiment, as in training.batchSize=64.", valueName: "key.path=value"))
    var overrides: [String] = []

    @Option(help: "Networks trained at once; default: one a core, or one a GPU. Results do not depend on it.")
    var workers: Int?

    @Option(help: ArgumentHelp("auto, cpu, cuda or cuda:I.", valueName: "device"))
    var device: DeviceChoice = .auto

    @Flag(help: "Goes on with the run in the output folder.")
    var resume = false

    @Option(
        help: ArgumentHelp(
            "Trains just these subdomains' networks, such as 0,3; a last --resume fuses.", valueName: "i,j"),
        transform: SubdomainList.init(parsing:))
    var only: SubdomainList?

    func validate() throws {
        if let workers, workers < 1 { throw ValidationError("--workers must be 1 or more, not \(workers).") }
    }

    func run() throws {
        let begin = ContinuousClock.now
        let cluster = try Cluster.joined()
        Runtime.keepFreedMemory()
        let (experiment, devices, folder, isDone) = try cluster.together { try prepared(in: cluster) }
        let isAllThere = try cluster.shared { isDone }
        if isAllThere {
            if cluster.isLeader, let results = try folder.readResults() {
                show(try TrainedRun(path: folder.path).networkSummaries())
                show(results, folder)
            }
            return cluster.leave()
        }
        let (dataset, dataPath) = try cluster.together { try loaded(experiment, devices, folder) }
        try cluster.agree(on: experiment, dataset)

        let stop = StopFlag(at: experiment.training.timeLimit.map { begin + .seconds($0 * 60) })
        Signals.watch(for: stop)
        defer { Signals.forget() }
        cluster.checkWhileWaiting { try stop.check() }
        let observer = ProgressObserver()
        let run = try ExperimentRun(
            experiment, dataset: dataset, folder: folder, workers: workers ?? defaultWorkers(experiment, devices),
            devices: devices,
            observer: Observers([
                observer, TensorBoardObserver(folder, experiment, isLeader: cluster.isLeader, note: observer.note),
            ]), stop: stop, cluster: cluster, dataPath: dataPath)
        if cluster.isLeader {
            show(try run.networkSummaries())
            tellWhatMaySurprise(experiment, dataset, at: dataPath, folder)
            if devices != [.cpu] {
                let count = workers ?? devices.count
                printError(
                    "note: local networks train on \(devices.map(\.description).joined(separator: ", ")), \(count) at once, "
                        + "each in a stream of its own (--workers)")
            }
            if let note = run.noteOnProcesses { printError("note: \(note)") }
        }
        defer { observer.close() }
        do {
            if let only {
                try run.run(only: only.indices, arguments: CommandLine.arguments)
            } else {
                let results = try run.run(arguments: CommandLine.arguments, mayExist: resume)
                observer.close()
                if cluster.isLeader { show(results, folder) }
            }
        } catch let interrupted as Interrupted {
            try? cluster.part(within: .seconds(20))
            throw interrupted
        }
        cluster.leave()
    }

    private func show(_ networkSummaries: [String]) {
        StandardOutput.write(networkSummaries.joined(separator: "\n"), terminator: "\n\n")
    }

    private func show(_ results: Results, _ folder: RunFolder) {
        StandardOutput.write(resultsTable(results))
        StandardOutput.write("\nRun folder: \(folder.path.printable())")
    }

    private func tellWhatMaySurprise(
        _ experiment: Experiment, _ dataset: Dataset, at dataPath: String, _ folder: RunFolder
    ) {
        if dataPath != experiment.data.path {
            printError(
                "note: \(experiment.data.path) is not the run's data; it goes on with \(dataPath), where they were before"
            )
        }
        if resume, !folder.isBegun { printError("note: \(folder.path) holds no run yet; this begins one") }
        let (samples, batch) = (dataset.training.count, experiment.training.batchSize)
        let steps = max(1, samples / batch)
        if steps < 5 {
            printError(
                "note: \(Format.count(samples)) samples in batches of \(batch) make \(steps) steps an epoch, which is little "
                    + "to learn from; a smaller training.batchSize makes more")
        }
    }

    /// What is looked at before the data are; and whether nothing is left to be trained.
    private func prepared(in cluster: Cluster) throws -> (Experiment, [Device], RunFolder, isDone: Bool) {
        if only != nil, cluster.count > 1 {
            throw CommandError(
                description: "--only is for processes started one by one; \(cluster.count) are started together")
        }
        var experiment = try Experiment.load(path: experiment, overrides: overrides)
        var devices = try device.devices()
        // Processes on one machine share its devices.
        if cluster.count > 1 { devices = [devices[cluster.localRank % devices.count]] }
        let folder = RunFolder(path: output ?? "runs/\(experiment.name)")
        let mayExist = resume || only != nil
        if mayExist || !folder.isBegun { experiment = try folder.inForce(experiment, on: devices[0]) }
        guard cluster.isLeader else { return (experiment, devices, folder, false) }
        try folder.check(for: experiment, mayExist: mayExist)
        return (experiment, devices, folder, try only == nil && folder.isDone(experiment))
    }

    /// The data and their place, and whether the devices compute right.
    private func loaded(
        _ experiment: Experiment, _ devices: [Device], _ folder: RunFolder
    ) throws -> (Dataset, path: String) {
        try Runtime.setDeterministic(experiment.training.deterministic)
        let (dataset, path) = try experiment.data(of: folder)
        if experiment.training.precision == .bfloat16 {
            for device in Set(devices) where device != .cpu { try check(device, axes: dataset.training.shape.count) }
        }
        return (dataset, path)
    }

    /// Some versions of cuDNN return wrong gradients of bfloat16 convolutions: one step tells.
    private func check(_ device: Device, axes: Int) throws {
        let deviation = try SelfCheck.deviation(axes: min(max(axes, 2), 3), on: device)
        guard deviation < SelfCheck.tolerance else {
            throw TorchError(
                kind: .device, operation: "a training step in bfloat16",
                message: "\(device) computes bfloat16 convolutions wrong (gradients deviate by "
                    + "\(Format.decimals(deviation, 2)) from those in float32); set training.precision to float32")
        }
    }

    private func defaultWorkers(_ experiment: Experiment, _ devices: [Device]) -> Int {
        guard devices == [.cpu] else { return devices.count }
        return max(1, Cluster.cores / experiment.training.threads.local)
    }
}

extension Experiment.DataFormat {
    /// The reader for this format; nil: find out from the files.
    var known: DatasetFormat? { DatasetFormat(rawValue: rawValue) }
}

/// What `--only` names.
struct SubdomainList {
    let indices: [Int]

    init(parsing argument: String) throws {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let indices = parts.compactMap { Int($0) }
        guard indices.count == parts.count, indices.allSatisfy({ $0 >= 0 }), Set(indices).count == indices.count else {
            throw ValidationError("write different subdomains' numbers, from 0, with commas between them, such as 0,3")
        }
        self.indices = indices
    }
}
