import Foundation
import TesseraClassificationMetrics
import TesseraExperiments
import TesseraFiles
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraTraining

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
        let error = #expect(throws: DamagedFile.self) { try folder.readResults() }
        #expect(error?.description.contains("results.json") == true)
    }

    /// Files of a run come from anywhere: what no run can have written is named, not believed.
    @Test(arguments: [
        #""shape":[0,8]"#, #""shape":[4611686018427387904,8]"#, #""shape":[30000000,30000000]"#, #""channels":0"#,
        #""classes":[]"#, #""classes":["a","a"]"#, #""mean":[1e999]"#, #""deviation":[0]"#,
        #""samples":{"training":-1}"#,
    ])
    func dataThatCannotBeAreNamed(member: String) throws {
        let members = [
            "format": #""idx""#, "classes": #"["a","b"]"#, "shape": "[8,8]", "channels": "1", "mean": "[1]",
            "deviation": "[2]", "samples": #"{"training":3}"#,
        ]
        func write(_ members: [String: String]) throws {
            try makeFolder(folder.path)
            try place.write(
                "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ",") + "}", to: "run/data.json")
        }
        try write(members)
        #expect(try folder.readData()?.classes == ["a", "b"])
        let key = String(member.split(separator: "\"")[0])
        try write(members.merging([key: String(member.drop { $0 != ":" }.dropFirst())]) { $1 })
        let error = #expect(throws: DamagedFile.self) { try folder.readData() }
        #expect(error?.description.contains("data.json") == true)
    }

    @Test(arguments: [
        (#""accuracy" : 0.5"#, #""accuracy" : 5"#), (#""loss" : 0.7"#, #""loss" : -0.7"#),
        (#""subdomain" : 1"#, #""subdomain" : -9223372036854775808"#), (#""subdomain" : 1"#, #""subdomain" : 2"#),
        (#""fusion" : 9"#, #""fusion" : 9223372036854775807"#), (#""global" : 8"#, #""global" : -8"#),
        (#""seconds" : 3"#, #""seconds" : -3"#), (#""imagePasses" : 60"#, #""imagePasses" : -1"#),
    ])
    func resultsThatCannotBeAreNamed(old: String, new: String) throws {
        try makeFolder(folder.path)
        let score = Score(accuracy: 0.5, loss: 0.7)
        try folder.write(
            Results(
                name: "e", network: "vgg3", grid: [1, 2], overlap: 0, classes: ["a", "b"],
                parameters: .init(global: 8, local: [4, 4], fusion: 9),
                locals: [LocalResult(subdomain: 1, training: score, validation: score, seconds: 3)],
                strategies: [
                    StrategyResult(
                        strategy: "average", training: score, validation: score, seconds: 3, parallelSeconds: 3,
                        imagePasses: 60)
                ]))
        #expect(try folder.readResults()?.locals.count == 1)
        let text = String(decoding: place.bytes("run/results.json") ?? Data(), as: UTF8.self)
        try #require(text.contains(old))
        try place.write(text.replacing(old, with: new), to: "run/results.json")
        let error = #expect(throws: DamagedFile.self) { try folder.readResults() }
        #expect(error?.description.contains("results.json") == true)
    }

    /// Nobody writes to that pipe.
    @Test func aPipeIsNoExperiment() throws {
        try folder.begin(experiment(), data, environment)
        try FileManager.default.removeItem(atPath: folder.path + "/experiment.yaml")
        #expect(mkfifo(folder.path + "/experiment.yaml", 0o600) == 0)
        #expect(throws: FileError.self) { try folder.readExperiment() }
    }
}
