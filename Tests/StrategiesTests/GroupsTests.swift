import TesseraDatasets
import TesseraExperiments
import TesseraRandomness
import TesseraRuns
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraDatasets
@testable import TesseraStrategies

/// Forty patients with four scans each, whose labels are chance: nobody can tell a new patient's, and everybody a known
/// one's.
@Suite struct GroupsTests {
    private static let patients = 40

    /// Pictures of 8x8: a pattern a patient, and a little noise a scan.
    private static let scans: Samples = {
        var stream = RandomKey(seed: 7).stream
        var (bytes, labels): ([UInt8], [Int]) = ([], [])
        for _ in 0..<patients {
            let pattern = (0..<64).map { _ in stream.integer(in: 0..<200) }
            let label = stream.integer(in: 0..<2)
            for _ in 0..<4 {
                bytes += pattern.map { UInt8($0 + stream.integer(in: 0..<30)) }
                labels.append(label)
            }
        }
        return Samples(shape: [8, 8], channels: 1, bytes: bytes, labels: labels)
    }()

    /// The accuracy on held-out scans of the mean of four local networks.
    private func accuracy(isGrouped: Bool, seed: Int) throws -> Double {
        let place = try TemporaryFolder()
        let names = (0..<Self.scans.count).map { isGrouped ? "P\($0 / 4)" : nil }
        let (training, validation) = GroupedSamples(Self.scans, names).split(
            share: 0.25, key: RandomKey(seed: UInt64(seed)))
        var experiment = try experiment("strategies: [average]")
        experiment.seed = seed
        experiment.network.width = 16
        experiment.training.epochs = PerStage(30)
        experiment.training.augmentation = .none
        experiment.training.learningRate = PerStage(0.003)
        let dataset = Dataset(format: .images, classes: ["ill", "well"], training: training, validation: validation)
        let run = try ExperimentRun(
            experiment, dataset: dataset, folder: RunFolder(path: place.path + "/run"), workers: 2)
        return try run.run().strategies[0].validation.accuracy
    }

    @Test func aKnownPatientIsNoNewOne() throws {
        let seeds = [1, 2, 3]
        let mixed = try seeds.map { try accuracy(isGrouped: false, seed: $0) }
        let grouped = try seeds.map { try accuracy(isGrouped: true, seed: $0) }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        print("scans split by chance \(mixed), by patients \(grouped)")
        #expect(mean(mixed) > 0.85 && mean(grouped) < 0.65, "\(mixed) \(grouped)")
    }
}
