import Foundation
import TesseraClassificationMetrics
import TesseraDatasets
import TesseraExperiments
import TesseraRandomness
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraPrediction
@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

/// `fusion.folds`: the dense net learns from opinions of networks that were not trained on the sample.
@Suite struct FoldsTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func run(_ name: String = "run", folds: Int, _ more: String = "", workers: Int = 2) throws -> ExperimentRun
    {
        try ExperimentRun(
            experiment("fusion: {hidden: [8], initial: cnn-dnn, folds: \(folds)}\n\(more)"), dataset: tinyData,
            folder: RunFolder(path: "\(place.path)/\(name)"), workers: workers)
    }

    @Test func everySampleIsInOneFoldAndClassesAreSpread() {
        for count in [1, 2, 3, 7] {
            let labels = [0, 1, 1, 0, 2, 1, 1, 0, 0, 1, 1, 2, 2, 1]
            let folds = Samples.folds(labels: labels, count: count, key: key)
            #expect(folds.count == labels.count && folds.allSatisfy { (0..<count).contains($0) })
            for label in 0..<3 {
                let sizes = (0..<count).map { fold in zip(labels, folds).count { $0 == label && $1 == fold } }
                #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "class \(label) in \(count) folds: \(sizes)")
            }
            let sizes = (0..<count).map { fold in folds.count { $0 == fold } }
            #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        }
    }

    /// Each fold's network is a network of its own, and its opinions land where its samples are.
    @Test func opinionsAreOfTheNetworkThatDidNotSeeTheSample() throws {
        let run = try run(folds: 3)
        let locals = try run.trainLocals([0, 1])
        let folds = run.foldOfSample
        for index in 0..<2 {
            let folded = try #require(locals[index].folded)
            #expect(folded.logProbabilities.count == 60 * 3 && folded.passes == 2 * 60 * 2)
            for fold in 0..<3 {
                let held = tinyData.training.labels.indices.filter { folds[$0] == fold }
                #expect(held.count == 20)
                let network = run.folder.network(.fold(fold, ofLocal: index))
                let last = try #require(try network.finishedHistory()?.last)
                let values = held.flatMap { folded.logProbabilities[$0 * 3..<($0 + 1) * 3] }
                let score = Score(logProbabilities: values, labels: held.map { tinyData.training.labels[$0] })
                #expect(score == last.validation)
            }
        }
    }

    @Test func countsTheirWorkAndTellsTheModelAsItIsUsed() throws {
        let results = try run(folds: 2).run()
        let passes = Dictionary(uniqueKeysWithValues: results.strategies.map { ($0.strategy, $0.imagePasses) })
        // Two epochs of 60 samples each; each of two folds two epochs of 30.
        #expect(passes["average"] == 120 && passes["cnn-dnn"] == 240 && passes["transfer"] == 300)
        let trained = try TrainedRun(path: place.path + "/run")
        let predictions = try Predictor(trained, strategy: .cnnDNN).predictions(of: tinyData.training)
        let right = zip(predictions.decisions, tinyData.training.labels).count { $0 == $1 }
        let result = try #require(results.strategies.first { $0.strategy == "cnn-dnn" })
        #expect(Double(right) / 60 == result.training.accuracy)
        let average = try #require(results.strategies.first { $0.strategy == "average" })
        #expect(result.seconds > average.seconds && result.parallelSeconds <= result.seconds)
    }

    /// Nothing is chosen on the fold that the network must not have seen.
    @Test func choicesAreMadeElsewhere() throws {
        var experiment = try experiment("fusion: {hidden: [8], folds: 2}\nstrategies: [cnn-dnn]")
        experiment.training.holdout = 0.2
        experiment.training.restoreBest = true
        let run = try ExperimentRun(experiment, dataset: tinyData, folder: RunFolder(path: place.path + "/run"))
        _ = try run.trainLocals([0])
        let history = try #require(try run.folder.network(.fold(1, ofLocal: 0)).finishedHistory())
        #expect(history.allSatisfy { $0.holdout != nil })
    }

    @Test func onlyWhereSomebodyLearnsFromThem() throws {
        #expect(try run("a", folds: 3, "strategies: [average, coherent]").folds == 0)
        #expect(try run("b", folds: 3, "strategies: [transfer]").folds == 3)
        #expect(throws: RunError.tooManyFolds(31, samples: 60)) { try run("c", folds: 31) }
    }

    /// Local networks are those of a run without folds, and neither workers nor a second call change a bit.
    @Test func sameBits() throws {
        let strategies = "strategies: [average, cnn-dnn]"
        let plain = try run("plain", folds: 1, strategies).run()
        let folded = try run("a", folds: 2, strategies).run()
        _ = try run("b", folds: 2, strategies, workers: 3).run()
        #expect(plain.locals.map(\.validation) == folded.locals.map(\.validation))
        for file in ["local/01/weights", "local/01/fold/1/weights", "cnn-dnn/weights"] {
            let bytes = place.bytes("a/\(file).safetensors")
            #expect(bytes != nil && bytes == place.bytes("b/\(file).safetensors"), "\(file)")
        }
        #expect(place.bytes("a/local/01/weights.safetensors") == place.bytes("plain/local/01/weights.safetensors"))
        #expect(place.bytes("a/cnn-dnn/weights.safetensors") != place.bytes("plain/cnn-dnn/weights.safetensors"))
        #expect(!place.exists("plain/local/01/fold"))
    }

    /// With a share kept for the net, local networks learn from the rest alone, and the net from that share alone.
    @Test func aShareKeptForTheNet() throws {
        func run(_ name: String, _ training: Samples, holdout: Double) throws -> ExperimentRun {
            var experiment = try experiment("fusion: {hidden: [8], holdout: \(holdout)}")
            experiment.strategies = [.average, .cnnDNN]
            experiment.training.batchSize = 8
            return try ExperimentRun(
                experiment,
                dataset: Dataset(
                    format: .idx, classes: tinyData.classes, training: training, validation: tinyData.validation),
                folder: RunFolder(path: "\(place.path)/\(name)"))
        }
        let training = try #require(tinyData.training as? Samples)
        let whole = try run("whole", training, holdout: 0.2)
        let kept = whole.keptForFusion
        #expect(kept.count == 12 && Set(kept.map { training.labels[$0] }).count == 3)
        let results = try whole.run()
        #expect(results.strategies[1].imagePasses == 2 * 48, "the share kept goes through no local training")
        // Whatever the kept samples look like: turned round, they have the same values, and so the same normalisation.
        var bytes = training.bytes
        for index in kept { bytes[index * training.sampleSize..<(index + 1) * training.sampleSize].reverse() }
        let turned = Samples(shape: training.shape, channels: training.channels, bytes: bytes, labels: training.labels)
        func inputs(_ run: ExperimentRun) throws -> [Float] {
            let locals = try run.trainLocals([0, 1, 2, 3])
            return try #require(run.opinions(locals, .training)).fusionInputs(.logProbabilities)
        }
        let after = try run("turned", turned, holdout: 0.2)
        #expect(after.normalization == whole.normalization && after.keptForFusion == kept)
        let (first, second) = try (inputs(whole), inputs(after))
        for sample in 0..<60 where !kept.contains(sample) {
            #expect(first[sample * 12..<(sample + 1) * 12] == second[sample * 12..<(sample + 1) * 12])
        }
        #expect(first != second)
    }
}
