import Foundation
import Synchronization
import TesseraExperiments
import TesseraFiles
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

/// One experiment at a time in a run's folder, whoever else trains there.
@Suite struct RunClaimTests {
    private let place: TemporaryFolder
    private let folder: RunFolder

    init() throws {
        place = try TemporaryFolder()
        folder = RunFolder(path: place.path + "/run")
    }

    private func claim(
        _ experiment: Experiment, mayExist: Bool = true, prepare: () throws -> Void = {}
    ) throws -> FolderLock {
        let data = DataRecord(tinyData.summary, .init(mean: [1], deviation: [2]))
        return try folder.claim(for: experiment, mayExist: mayExist, prepare: prepare) {
            try folder.begin(experiment, data, Environment(devices: [.cpu], arguments: []))
        }
    }

    @Test func theSameExperimentIsShared() throws {
        var isPrepared = [false, false]
        let first = try claim(experiment()) { isPrepared[0] = true }
        let second = try claim(experiment()) { isPrepared[1] = true }
        #expect(isPrepared == [true, false], "nothing is changed while another trains")
        withExtendedLifetime((first, second)) {}
    }

    @Test func anotherExperimentIsRefusedAndOtherValuesWait() throws {
        let first = try claim(experiment())
        var other = try experiment()
        other.seed = 2
        let change = Change(key: "seed", old: "1", new: "2")
        #expect(throws: RunError.otherExperiment(folder.path, [change])) { _ = try claim(other) }
        #expect(throws: RunError.exists(folder.path)) { _ = try claim(experiment(), mayExist: false) }
        // More epochs take back what others may be about to use.
        var longer = try experiment()
        longer.training.epochs.local = 9
        #expect(throws: RunError.runInUse(folder.path)) { _ = try claim(longer) }
        #expect(try folder.readExperiment() == experiment())
        withExtendedLifetime(first) {}
    }

    @Test func whatWasHeldIsFreeAfterwards() throws {
        _ = try claim(experiment())
        var longer = try experiment()
        longer.training.epochs.local = 9
        var isPrepared = false
        _ = try claim(longer) { isPrepared = true }
        #expect(isPrepared)
        #expect(try folder.readExperiment() == longer)
    }

    /// Two experiments at once on a new folder: one has it, whoever is the first.
    @Test func aRaceHasOneWinner() throws {
        let experiments = try (1...4).map { seed in
            var experiment = try experiment()
            experiment.seed = seed
            return experiment
        }
        for round in 0..<20 {
            let folder = RunFolder(path: "\(place.path)/race-\(round)")
            let winners = Mutex<[Int]>([])
            DispatchQueue.concurrentPerform(iterations: experiments.count) { index in
                let experiment = experiments[index]
                let lock = try? folder.claim(for: experiment, mayExist: true, prepare: {}) {
                    try folder.begin(
                        experiment, DataRecord(tinyData.summary, .init(mean: [1], deviation: [2])),
                        Environment(devices: [.cpu], arguments: []))
                }
                if lock != nil { winners.withLock { $0.append(experiment.seed) } }
            }
            #expect(try folder.readExperiment().seed == winners.withLock { $0.first })
        }
    }

    @Test func leftoversGoAndLinksOutAreRefused() throws {
        try makeFolder(folder.path)
        try place.write("half", to: "run/.tessera-1-0.tmp")
        _ = try claim(experiment())
        #expect(!place.exists("run/.tessera-1-0.tmp"))
        try FileManager.default.createDirectory(atPath: place.path + "/elsewhere", withIntermediateDirectories: true)
        symlink("../elsewhere", folder.path + "/transfer")
        #expect(throws: RunError.leadsOut([folder.path + "/transfer"])) { _ = try claim(experiment()) }
    }

    /// The library alone keeps the promise: results of another learning rate are no answer.
    @Test func theLibraryRefusesAnotherLearningRate() throws {
        let experiment = try experiment(grid: "[1, 2]", "strategies: [average]")
        _ = try ExperimentRun(experiment, dataset: tinyData, folder: folder).run()
        var other = experiment
        other.training.learningRate.local = 0.5
        let change = Change(key: "training.learningRate.local", old: "0.001", new: "0.5")
        #expect(throws: RunError.otherExperiment(folder.path, [change])) {
            _ = try ExperimentRun(other, dataset: tinyData, folder: folder).run()
        }
        #expect(throws: RunError.otherExperiment(folder.path, [change])) {
            try ExperimentRun(other, dataset: tinyData, folder: folder).run(only: [0])
        }
    }

    /// A run of version 1 goes on with the networks that it was begun with.
    @Test func anEarlierRunKeepsItsNetworks() throws {
        var experiment = try experiment(grid: "[1, 1]", "strategies: [global]")
        experiment.network.architecture = .vgg9
        #expect(try folder.inForce(experiment, on: .cpu).network.architecture == .vgg9)
        var earlier = experiment
        earlier.network.architecture = .family(.vgg9Plain)
        // As it was written then: without a version, and under the old name.
        let yaml = earlier.yaml.replacing("version: \(Experiment.currentVersion)\n", with: "").replacing(
            "vgg9-plain", with: "vgg9")
        try makeFolder(folder.path)
        try place.write(yaml, to: "run/experiment.yaml")
        #expect(try folder.readExperiment().network.architecture == .family(.vgg9Plain))
        let inForce = try folder.inForce(experiment, on: .cpu)
        #expect(inForce.network.architecture == .family(.vgg9Plain) && inForce.version == 1)
        #expect(try inForce.hindrances(resuming: folder.readExperiment()).isEmpty)
        // Written anew it is still read so, and the same experiment still continues it.
        try place.write(inForce.yaml, to: "run/experiment.yaml")
        #expect(try folder.inForce(experiment, on: .cpu) == inForce)
    }
}
