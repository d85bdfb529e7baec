import Foundation
import Testing

/// The main job on real pictures: all strategies side by side.
@Suite struct MainJobTests {
    static let strategies = ["global", "average", "majority", "cnn-dnn", "coherent", "transfer"]

    @Test(.enabled(if: FashionMNIST.isHere, "Fashion-MNIST is not here; see TESSERA_FASHION_MNIST"))
    func allStrategiesOnFashionMNIST() async throws {
        let place = try Workplace()
        try FashionMNIST.write(training: 1000, validation: 300, to: place)
        try place.write(
            """
            name: real
            data: {path: data}
            decomposition: {grid: [2, 2]}
            network: {architecture: vgg3, width: 8}
            fusion: {hidden: [32, 16], initial: cnn-dnn}
            training:
              epochs: {global: 3, local: 5, cnn-dnn: 10, coherent: 4, transfer: 1}
              batchSize: 32
              learningRate: 0.004
              augmentation: {flip: true, shift: 0}

            """, to: "experiment.yaml")
        let outcome = try await place.train()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!outcome.errors.contains("\u{1B}"), "escape codes, but no terminal")
        try checkFolder(place)
        let results = try place.results(of: "runs/real")
        checkFigures(results)
        checkTable(outcome.output, results)
        try checkTensors(place)
    }

    private func checkFolder(_ place: Workplace) throws {
        let networks = ["global", "local/00", "local/01", "local/02", "local/03", "cnn-dnn", "coherent", "transfer"]
        let perNetwork = networks.flatMap { network in
            [".lock", "history.csv", "learning.json", "timeline.csv", "weights.safetensors"].map { file in
                "\(network)/\(file)"
            }
        }
        let files =
            [".lock", "data.json", "environment.json", "experiment.yaml", "results.json", "samples.csv"] + perNetwork
        let found = place.files(below: "runs/real")
        #expect(found.filter { !$0.contains("tfevents") } == files.sorted())
        // One for the run and one for each network.
        let folders = found.filter { $0.contains("tfevents") }.map { ($0 as NSString).deletingLastPathComponent }
        #expect(folders.sorted() == ([""] + networks).sorted())

        let history = try place.text("runs/real/local/03/history.csv").split(separator: "\n")
        #expect(history.first == "epoch,loss,accuracy,validation loss,validation accuracy,learning rate,seconds")
        #expect(history.dropFirst().map { $0.prefix(2) } == ["1,", "2,", "3,", "4,", "5,"])

        let experiment = try place.text("runs/real/experiment.yaml")
        for line in ["seed: 1", "  overlap: 0", "  localScaling: sqrt", "  optimizer: adam", "  schedule: cosine"] {
            #expect(experiment.contains("\n\(line)\n"), "every value in force is there, defaults too: \(line)")
        }
        let environment = try JSONSerialization.jsonObject(with: place.read("runs/real/environment.json"))
        let keys = try #require(environment as? [String: Any]).keys
        #expect(keys.contains("libtorch") && keys.contains("host") && keys.contains("time"))
    }

    private func checkFigures(_ results: ResultsFile) {
        #expect(results.name == "real" && results.network == "vgg3" && results.grid == [2, 2] && results.overlap == 0)
        #expect(results.classes == (0...9).map(\.description))
        #expect(results.parameters.local.count == 4 && results.parameters.global > 4 * results.parameters.local[0])
        #expect(results.locals.map(\.subdomain) == [0, 1, 2, 3])
        #expect(results.strategies.map(\.strategy) == Self.strategies)
        #expect(results.strategies.map(\.imagePasses) == [3, 5, 5, 5, 4, 6].map { $0 * 1000 })

        // Ten classes: chance is 0.1.
        for local in results.locals { #expect(local.validation.accuracy > 0.25) }
        let best = results.locals.map(\.validation.accuracy).max() ?? 1
        for strategy in results.strategies {
            #expect(strategy.validation.accuracy > 0.5, "\(strategy)")
            #expect(strategy.training.accuracy > 0.5, "\(strategy)")
            #expect(strategy.seconds >= strategy.parallelSeconds && strategy.parallelSeconds > 0)
            #expect((strategy.validation.loss == nil) == (strategy.strategy == "majority"))
            if strategy.strategy == "average" { #expect(strategy.validation.accuracy > best) }
        }
        let locals = results.locals.map(\.seconds)
        let average = results.strategies[1]
        #expect(abs(average.seconds - locals.reduce(0, +)) < 1e-9)
        #expect(average.parallelSeconds == locals.max())
        #expect(results.strategies[3].seconds > average.seconds, "the dense net takes time too")
    }

    private func checkTable(_ output: String, _ results: ResultsFile) {
        let rows = output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        for strategy in results.strategies {
            let row = rows.first { $0.first == Substring(strategy.strategy) && $0.count == 6 }
            #expect(row?.dropFirst().first == Substring(String(format: "%.4f", strategy.validation.accuracy)))
        }
    }

    private func checkTensors(_ place: Workplace) throws {
        // "loss": null is there, not left out.
        #expect(try place.text("runs/real/results.json").components(separatedBy: "\"loss\" : null").count == 3)
        let joined = try place.tensorShapes("runs/real/transfer/weights.safetensors")
        for index in 0...3 {
            let local = try place.tensorShapes("runs/real/local/0\(index)/weights.safetensors")
            #expect(!local.isEmpty)
            for (name, shape) in local { #expect(joined["locals.0\(index).\(name)"] == shape) }
        }
        for (name, shape) in try place.tensorShapes("runs/real/cnn-dnn/weights.safetensors") {
            #expect(joined["fusion.\(name)"] == shape)
        }
        #expect(joined.keys.allSatisfy { $0.hasPrefix("locals.0") || $0.hasPrefix("fusion.") })
    }
}
