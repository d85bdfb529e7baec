import Foundation
import Synchronization
import Tessera
import TestSupport
import Testing

/// The code of the articles in Sources/Tessera/Tessera.docc, which stands there word by word.
@Suite struct ArticleTests {
    private let place: TemporaryFolder
    private var folder: String { place.path + "/run" }

    init() throws { place = try TemporaryFolder() }

    @Test func trainOnArrays() throws {
        // Twelve by twelve grey pixels a picture, one after another, and the class of each.
        let (pixels, labels) = stripes(60)
        let samples = Samples(shape: [12, 12], channels: 1, bytes: pixels, labels: labels)
        let (training, validation) = samples.split(share: 0.25, key: RandomKey(seed: 1))
        let dataset = Dataset(
            format: .numpy, classes: ["left", "right"], training: training, validation: validation)

        var experiment = Experiment(
            name: "stripes", data: .init(path: "in memory"), decomposition: .init(grid: [1, 2]))
        experiment.network.architecture = .vgg3
        experiment.network.width = 8
        experiment.strategies = [.average, .cnnDNN]
        experiment.training.epochs = PerStage(3)
        experiment.training.batchSize = 8

        let run = try ExperimentRun(experiment, dataset: dataset, folder: RunFolder(path: folder))
        let results = try run.run()
        for strategy in results.strategies { print(strategy.strategy, strategy.validation.accuracy) }

        #expect(results.strategies.map(\.strategy) == ["average", "cnn-dnn"])
        try predictAndExport(validation)
    }

    private func predictAndExport(_ samples: any SampleSource) throws {
        let trained = try TrainedRun(path: folder)
        let predictions = try Predictor(trained, strategy: .cnnDNN).predictions(of: samples)
        for sample in 0..<predictions.decisions.count {
            print(trained.classes[predictions.decisions[sample]], predictions.probabilities(of: sample))
        }

        try ONNXModel(trained, strategy: .cnnDNN).write(to: folder + "/model.onnx")
        try SafetensorsModel(trained, strategy: .cnnDNN).write(to: folder + "/model.safetensors")

        #expect(predictions.decisions.count == samples.count)
        #expect(FileManager.default.fileExists(atPath: folder + "/model.onnx"))
    }

    @Test func aNetworkOfYourOwn() throws {
        var experiment = Experiment(name: "own", data: .init(path: "data"), decomposition: .init(grid: [2, 2]))
        experiment.network.architecture = .layers([
            .convolution(channels: 16, bias: false), .batchNorm, .relu,
            .block(
                branch: [NamedLayer("conv", .convolution(channels: 16, bias: false)), NamedLayer("bn", .batchNorm)]),
            .relu, .maxPool(2), .globalAveragePool, .flatten,
        ])
        let network = experiment.localNetwork.classifying(10)
        print(try network.summary(for: Shape(channels: 3, spatial: [16, 16])))

        let names = try network.tensors(for: Shape(channels: 3, spatial: [16, 16])).joined().map(\.name)
        #expect(names.contains("3.conv.weight") && names.last == "8.bias")
    }

    @Test func aDataFormatOfYourOwn() throws {
        let dataset = Dataset(
            format: .images, classes: ["even", "odd"], training: Ramps(count: 40), validation: Ramps(count: 10))

        #expect(dataset.summary.parts.map(\.samples) == [40, 10])
        #expect(try dataset.training.samples(in: dataset.training.wholeRegion).bytes.count == 40 * 64)
    }

    @Test func watchAndStop() throws {
        let (pixels, labels) = stripes(40)
        let samples = Samples(shape: [12, 12], channels: 1, bytes: pixels, labels: labels)
        let dataset = Dataset(
            format: .numpy, classes: ["left", "right"], training: samples, validation: samples)
        var experiment = Experiment(
            name: "stripes", data: .init(path: "in memory"), decomposition: .init(grid: [1, 2]))
        experiment.network.architecture = .vgg3
        experiment.network.width = 4
        experiment.strategies = [.average]
        experiment.training.epochs = PerStage(4)

        let stop = StopFlag()
        let watcher = Watcher(stoppingAfter: 2, stop)
        do {
            _ = try ExperimentRun(
                experiment, dataset: dataset, folder: RunFolder(path: folder), observer: watcher, stop: stop
            ).run()
        } catch let interrupted as Interrupted {
            print("stopped (\(interrupted)); what is done is kept")
        }
        // A new run on the same folder, with a flag of its own, goes on and ends with the same bits.
        let results = try ExperimentRun(experiment, dataset: dataset, folder: RunFolder(path: folder)).run()

        #expect(results.strategies.count == 1 && watcher.epochs == 2)
    }

    /// Each block of code of each article stands in a file that is compiled with the tests.
    @Test func articlesShowCodeThatIsCompiled() throws {
        let project = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardizedFileURL
        func lines(_ text: String) -> String {
            text.split(separator: "\n", omittingEmptySubsequences: true)
                .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
        }
        let compiled = try [
            "Tests/TesseraTests/ArticleTests.swift", "Tests/OwnStrategy/OpinionPool.swift",
            "Tests/OwnStrategy/main.swift",
        ]
        .map { lines(try String(contentsOf: project.appendingPathComponent($0), encoding: .utf8)) }.joined()
        let articles = project.appendingPathComponent("Sources/Tessera/Tessera.docc")
        let names = try FileManager.default.contentsOfDirectory(atPath: articles.path).filter { $0.hasSuffix(".md") }
        #expect(names.count == 7)
        var blocks = 0
        for name in names {
            let text = try String(contentsOf: articles.appendingPathComponent(name), encoding: .utf8)
            for block in text.components(separatedBy: "```swift\n").dropFirst() {
                let code = lines(block.components(separatedBy: "```")[0])
                #expect(compiled.contains(code), "\(name): \(code)")
                blocks += 1
            }
        }
        #expect(blocks >= 8)
    }

    /// Pictures that are bright on the left or on the right.
    private func stripes(_ count: Int) -> ([UInt8], [Int]) {
        let labels = (0..<count).map { $0 % 2 }
        return (labels.flatMap { label in (0..<144).map { UInt8($0 % 12 / 6 == label ? 200 : 20 + $0 % 7) } }, labels)
    }
}

/// Samples that are worked out when they are asked for.
struct Ramps: SampleSource {
    let count: Int
    let shape = [8, 8]
    let channels = 1
    var labels: [Int] { (0..<count).map { $0 % 2 } }

    func values(of index: Int, in region: Region) -> [UInt8] {
        // Row-major over the coordinates that are asked for, which may be fewer than all.
        region.axes[0].flatMap { row in region.axes[1].map { column in UInt8((row + column + index) % 2 * 200) } }
    }

    func name(of index: Int) -> String { "ramp \(index)" }
}

/// Counts epochs, and stops the training after some.
///
/// Called from the training's threads.
final class Watcher: TrainingObserver {
    private let counted = Mutex(0)
    private let most: Int
    private let stop: StopFlag

    init(stoppingAfter most: Int, _ stop: StopFlag) { (self.most, self.stop) = (most, stop) }

    var epochs: Int { counted.withLock { $0 } }

    func receive(_ event: TrainingEvent) {
        guard case .epoch(let network, let record, let epochs, _) = event else { return }
        print("\(network): epoch \(record.epoch) of \(epochs), loss \(record.training.loss ?? .nan)")
        let done = counted.withLock { count in
            count += 1
            return count
        }
        if done == most { stop.set(signal: SIGINT) }
    }
}
