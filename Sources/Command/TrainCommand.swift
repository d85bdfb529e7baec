import ArgumentParser
import TesseraExperiments
import TesseraPrediction
import TesseraRuns
import TesseraStrategies
import TesseraTraining

/// `tessera train`.
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
        let experiment = try Experiment.load(
            path: experiment, overrides: overrides, strategies: Known.strategies)
        try TrainingSession(
            experiment: experiment,
            folder: RunFolder(
                path: output ?? "runs/\(experiment.name)", strategies: Known.strategies), workers: workers,
            device: device, only: only, mayExist: resume
        ).run()
    }
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
