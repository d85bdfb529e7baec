import Experiments
import Foundation
import Testing
import Torch

@testable import Training

@Suite struct RunFolderTests {
    private let place: TemporaryFolder
    private let folder: RunFolder
    private let data: DataRecord
    private let environment = Environment(devices: [.cpu], arguments: ["tessera", "train"])

    init() throws {
        place = try TemporaryFolder()
        folder = RunFolder(path: place.path + "/run")
        data = DataRecord(tinyData.summary, .init(mean: [1.0 / 3], deviation: [2]))
    }

    @Test func aNewRunHoldsItsExperimentDataAndEnvironment() throws {
        let experiment = try experiment()
        try folder.check(for: experiment, mayExist: false)
        try folder.begin(experiment, data, environment)
        #expect(try Experiment.load(path: folder.path + "/experiment.yaml") == experiment)
        let stored = try #require(place.bytes("run/data.json"))
        #expect(try JSONDecoder().decode(DataRecord.self, from: stored) == data)
        #expect(place.exists("run/environment.json"))
    }

    @Test func aRunIsNotOverwritten() throws {
        let first = try experiment()
        try folder.begin(first, data, environment)
        #expect(throws: RunError.exists(folder.path)) { try folder.check(for: first, mayExist: false) }
        try folder.check(for: first, mayExist: true)
        var other = first
        other.seed = 2
        other.training.epochs.local = 1
        let hindrances = [
            Change(key: "seed", old: "1", new: "2"), Change(key: "training.epochs.local", old: "2", new: "1"),
        ]
        #expect(throws: RunError.otherExperiment(folder.path, hindrances)) {
            try folder.check(for: other, mayExist: true)
        }
    }

    @Test func aRunGoesOnWithItsOwnDataOnly() throws {
        try folder.begin(experiment(), data, environment)
        try folder.begin(experiment(), data, environment)
        let other = DataRecord(tinyData.summary, .init(mean: [0.5], deviation: [2]))
        var changed = try experiment()
        changed.strategies = [.average]
        #expect(throws: RunError.otherData(folder.path)) { try folder.begin(changed, other, environment) }
        #expect(try folder.readExperiment() == experiment(), "a refused run is left as it was")
    }

    @Test func aForeignFolderIsLeftAlone() throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try folder.check(for: experiment(), mayExist: false)
        try place.write("mine", to: "run/letter.txt")
        for mayExist in [false, true] {
            #expect(throws: RunError.notARun(folder.path)) { try folder.check(for: experiment(), mayExist: mayExist) }
        }
    }

    @Test func aFileInTheWayIsAnErrorOfWriting() throws {
        try place.write("", to: "run")
        let error = #expect(throws: FileError.self) { try folder.begin(experiment(), data, environment) }
        #expect(error?.action == .written)
    }

    @Test func brokenResultsAreNamed() throws {
        try folder.begin(experiment(), data, environment)
        #expect(try folder.readResults() == nil)
        try place.write("{}", to: "run/results.json")
        let error = #expect(throws: RunError.self) { try folder.readResults() }
        #expect(error?.description.contains("results.json") == true)
    }

    @Test func subdomainsHaveTwoDigits() {
        #expect(folder.local(7).path == folder.path + "/local/07" && folder.local(12).path == folder.path + "/local/12")
    }
}
