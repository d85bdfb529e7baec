import Foundation
import TesseraDatasets
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct SampleFingerprintsTests {
    /// Samples of one value each.
    private func samples(_ values: [UInt8]) -> Samples {
        Samples(shape: [1], channels: 1, bytes: values, labels: values.map { _ in 0 })
    }

    private func run() throws -> SampleFingerprints {
        try SampleFingerprints([
            (.training, samples([1, 2, 9])), (.holdout, samples([3])), (.validation, samples([4, 9])),
        ])
    }

    @Test func `a file holds all of them`() throws {
        let run = try run()
        #expect(SampleFingerprints(csv: run.csv) == run && run.csv.hasPrefix("part,hash\ntraining,"))
        #expect(run.count == 6 && run.count(of: .validation) == 2 && run.count(of: .test) == 0)
        for text in ["", "part,hash,more\n", run.csv + "other,0123456789abcdef\n", run.csv + "test,01\n"] {
            #expect(SampleFingerprints(csv: text) == nil)
        }
    }

    @Test func `samples are recognised in any order`() throws {
        let found = try run().recognized(samples([9, 4, 3, 2, 1, 9]).hashes())
        #expect(found.isWhole && found.areAllKnown)
        // Of equal samples each part gets as many as it has.
        #expect(found.parts == [.training, .validation, .holdout, .training, .training, .validation])
        #expect(found.indices(of: .validation) == [1, 5])
        // One that equals a training sample was trained on, whatever part it is in.
        #expect(found.areTrainedOn == [true, false, true, true, true, true])
    }

    @Test func `what is not the run's is none of its parts`() throws {
        let found = try run().recognized(samples([4, 7, 4]).hashes())
        #expect(!found.isWhole && !found.areAllKnown && found.parts == [.validation, nil, .validation])
        #expect(try !run().recognized(samples([1, 2, 9]).hashes()).isWhole)
    }

    @Test func `parts are compared without their order`() throws {
        let same = try SampleFingerprints([(.training, samples([3, 9, 2, 1])), (.validation, samples([9, 4]))])
        #expect(try same.isSame(as: run()))
        let other = try SampleFingerprints([(.training, samples([4, 9, 2, 1])), (.validation, samples([9, 3]))])
        #expect(try !other.isSame(as: run()))
    }

    @Test func `a run's folder keeps them, and takes no others`() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(path: place.path)
        #expect(try folder.readFingerprints() == nil)
        try folder.write(run())
        #expect(try folder.readFingerprints() == run())
        try folder.check(for: run())
        let other = try SampleFingerprints([(.training, samples([1]))])
        #expect(throws: RunError.otherData(place.path)) { try folder.check(for: other) }
        try place.write("part,hash\nx", to: "samples.csv")
        #expect(throws: DamagedFile.self) { try folder.readFingerprints() }
        try folder.write(nil)
        try folder.write(nil)
        #expect(!place.exists("samples.csv"))
    }

    @Test func `data are put into the run's parts`() throws {
        let place = try TemporaryFolder()
        let folder = RunFolder(path: place.path + "/run")
        let experiment = try experiment("strategies: [average]")
        _ = try ExperimentRun(experiment, dataset: tinyData, folder: folder).run()
        #expect(try folder.ownParts(of: tinyData) != nil && folder.ownParts(of: tinyData, lookingAt: .training) != nil)
        let (old, all) = (tinyData, JoinedSamples([tinyData.training, tinyData.validation]))
        let order = Array(all.labels.indices.reversed())
        let shuffled = Dataset(
            format: old.format, classes: old.classes, training: SampleSubset(all, Array(order.prefix(60))),
            validation: SampleSubset(all, Array(order.dropFirst(60))))
        let own = try #require(try folder.ownParts(of: shuffled))
        #expect(try Set(own.validation.hashes()) == Set(old.validation.hashes()))
        #expect(own.training.count == 60)
        let other = Dataset(
            format: old.format, classes: old.classes, training: bands(60, seed: 3), validation: old.validation)
        #expect(try folder.ownParts(of: other) == nil && folder.ownParts(of: other, lookingAt: .training) == nil)
        // Where only the validation part is of interest, nothing else is looked at.
        #expect(try folder.ownParts(of: other, lookingAt: .validation) != nil)
        try FileManager.default.removeItem(atPath: folder.path + "/samples.csv")
        #expect(try folder.ownParts(of: old) != nil && folder.ownParts(of: other) == nil)
    }
}
