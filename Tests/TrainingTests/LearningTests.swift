import Foundation
import TesseraClassificationMetrics
import TesseraDatasets
import TesseraExperiments
import TesseraModels
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct LearningTests {
    private let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    private func history(_ losses: [Double], late: Double? = nil) -> [EpochRecord] {
        losses.enumerated().map { epoch, loss in
            EpochRecord(
                epoch: epoch + 1, training: Score(accuracy: 0.5, loss: loss), validation: nil,
                lateLoss: epoch == losses.count - 1 ? late : nil, learningRate: 0.1, seconds: 1)
        }
    }

    /// The least cross-entropy that libtorch gives to one answer to all samples, found by steps down its slope.
    private func leastLoss(_ labels: [Int], classes: Int, weights: [Float]?, smoothing: Double) throws -> Double {
        let logits = try Tensor.full([1, classes], 0)
        try logits.setRequiresGradient(true)
        let optimizer = try Optimizer(.sgd(momentum: 0.9), training: [NamedTensor("logits", logits)])
        let targets = try Tensor(labels)
        let ones = try Tensor.full([labels.count, 1], 1)
        var least = Double.infinity
        for _ in 0..<400 {
            try optimizer.clearGradients()
            let loss = try ones.linear(weight: logits.reshape([classes, 1])).crossEntropy(
                labels: targets, classWeights: weights.map { try Tensor($0, shape: [classes]) },
                labelSmoothing: smoothing)
            try loss.backward()
            try optimizer.step(learningRate: 0.2)
            least = min(least, Double(try loss.item))
        }
        return least
    }

    @Test(arguments: [([1, 1] as [Float]?, 0.0), (nil, 0.1), ([0.6, 3], 0), ([0.6, 3], 0.2)])
    func guessingIsTheBestThatOneAnswerCanDo(weights: [Float]?, smoothing: Double) throws {
        let labels = (0..<30).map { $0 % 6 == 0 ? 1 : 0 }
        let loss = guessingLoss(labels: labels, classes: 2, classWeights: weights, labelSmoothing: smoothing)
        #expect(abs(loss - (try leastLoss(labels, classes: 2, weights: weights, smoothing: smoothing))) < 1e-4)
    }

    @Test func theLastTenthOfTheStepsCounts() throws {
        func learnt(_ losses: [Double], late: Double? = nil, of epochs: Int) -> Bool? {
            Learning(history(losses, late: late), of: epochs, guessing: 1)?.hasLearnt
        }
        #expect(learnt([], of: 20) == nil)
        let dead = [Double](repeating: 0.999, count: 18)
        #expect(learnt(dead + [0.5, 0.5], of: 20) == true)
        #expect(learnt([0.1] + dead + [0.9999], of: 20) == false)
        #expect(learnt(dead + [0.9, 1.0], of: 20) == true, "their mean is 5 % below")
        // Of few epochs the last steps of the last one.
        #expect(learnt([1.2, 1.1], late: 0.9, of: 2) == true)
        #expect(learnt([1.2, 0.9], late: 0.985, of: 2) == false)
        #expect(learnt([1.2, 0.9], of: 2) == true, "of earlier versions the epoch is what is known")
        #expect(Learning(history([0]), of: 1, guessing: 0)?.hasLearnt == true, "there is nothing to learn")
    }

    /// Features that say nothing about the labels.
    private var noise: VectorBatches {
        VectorBatches([Float](repeating: 0.5, count: 4 * 60), features: 4, labels: (0..<60).map { $0 % 3 })
    }

    private func train(
        attempt: Int = 0, onStall: Experiment.OnStall = .warn, on training: VectorBatches,
        epochs: Int = 4, observer: any TrainingObserver = SilentObserver(), stop: StopFlag = StopFlag()
    ) throws -> Trainer<VectorBatches>.Outcome? {
        var section = try experiment().training
        section.epochs.local = epochs
        section.batchSize = 8
        section.learningRate.local = 0.01
        section.onStall = onStall
        return try Trainer(
            network: .local(0), recipe: Recipe(section, stage: .local, precision: .float32), training: training,
            validation: vectors(12, seed: 2), classes: 3, attempt: attempt, key: key, device: .cpu,
            folder: NetworkFolder(path: place.path), observer: observer, stop: stop
        ).train(denseNet())
    }

    @Test(arguments: [4, 12])
    func whoLearnsNothingIsTold(epochs: Int) throws {
        let listener = Listener()
        let outcome = try #require(try train(on: noise, epochs: epochs, observer: listener))
        #expect(outcome.learning?.hasLearnt == false)
        let told = listener.events.compactMap { if case .stalled(_, let epoch, _) = $0 { epoch } else { nil } }
        #expect(told == [epochs / 2], "once, when half of the steps are done")
        #expect(NetworkFolder(path: place.path).finishedLearning() == outcome.learning)
    }

    @Test func whoLearnsIsLeftAlone() throws {
        let listener = Listener()
        let outcome = try #require(try train(on: vectors(90), epochs: 12, observer: listener))
        #expect(outcome.learning?.hasLearnt == true)
        #expect(!listener.events.contains { if case .stalled = $0 { true } else { false } })
    }

    /// The loss over the last steps is the same however often the epoch was interrupted.
    @Test func theLastStepsAreRememberedInTheMiddleOfAnEpoch() throws {
        let whole = try #require(try train(on: vectors(90), epochs: 2)).learning
        try FileManager.default.removeItem(atPath: place.path)
        try FileManager.default.createDirectory(atPath: place.path, withIntermediateDirectories: true)
        var outcome: Trainer<VectorBatches>.Outcome?
        for calls in 1..<40 where outcome == nil {
            let stop = StopFlag()
            let observer = Listener { if case .progress = $0 { stop.set(signal: 2) } }
            outcome = try? train(on: vectors(90), epochs: 2, observer: observer, stop: calls > 30 ? StopFlag() : stop)
        }
        #expect(outcome?.learning == whole && whole != nil)
    }

    /// In a run: again with another key, up to three times, the same bits each time; and told in the results.
    @Test func aTrainingIsBegunAgainAndTheRunSaysSo() throws {
        // Pictures of one grey: nothing tells the classes apart.
        let grey = Samples(
            shape: [8, 8], channels: 1, bytes: [UInt8](repeating: 9, count: 24 * 64), labels: (0..<24).map { $0 % 3 })
        let data = Dataset(format: .idx, classes: tinyData.classes, training: grey, validation: tinyData.validation)
        var bits: [[Data?]] = []
        for name in ["a", "b"] {
            var experiment = try experiment(grid: "[1, 2]", "strategies: [average, cnn-dnn]")
            experiment.training.onStall = .retry
            let listener = Listener()
            let run = try ExperimentRun(
                experiment, dataset: data, folder: RunFolder(path: "\(place.path)/\(name)"), observer: listener)
            let results = try run.run()
            #expect(results.locals.map(\.learnt) == [false, false])
            #expect(results.strategies.map(\.learnt) == [nil, false])
            let attempts = listener.events.compactMap {
                if case .begunAgain(.local(0), _, let attempt) = $0 { attempt } else { nil }
            }
            #expect(attempts == [1, 2, 3])
            bits.append([
                place.bytes("\(name)/local/00/weights.safetensors"), place.bytes("\(name)/cnn-dnn/weights.safetensors"),
            ])
            // Found trained, it is told as before.
            try FileManager.default.removeItem(atPath: "\(place.path)/\(name)/results.json")
            let again = try run.run()
            #expect(again.locals.map(\.learnt) == [false, false] && again.strategies.map(\.learnt) == [nil, false])
        }
        #expect(bits[0] == bits[1] && !bits[0].contains(nil))
    }
}
