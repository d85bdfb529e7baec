import Foundation
import Testing

/// Exported models give what `predict` gives: Python/onnx_models.py, and the programs in docs/Export.md.
@Suite(.enabled(if: Python.path != nil && FashionMNIST.isHere, "\(Python.missing), or no Fashion-MNIST"))
struct ExportTests {
    /// A run of one epoch, and what of it is exported.
    private struct Tiny: Sendable {
        let name: String
        let network: String
        let grid: String
        let overlap: Int
        var levels = "[]"
        let strategies: [String]
        var input = "logProbabilities"
        var window = ""
        var mirror = false

        var isVolume: Bool { name.hasSuffix("3d") }

        var yaml: String {
            """
            name: \(name)
            data: {path: \(isVolume ? "volumes" : "data")\(window)}
            decomposition: {grid: \(grid), overlap: \(overlap), levels: \(levels)}
            network: \(network)
            fusion: {hidden: [12, 8], input: \(input)}
            strategies: [\(strategies.joined(separator: ", "))]
            training: {epochs: 1, batchSize: 16, learningRate: 0.01, precision: float32}
            evaluate: {mirror: \(mirror)}

            """
        }
    }

    private static let everyLayer = """
        {architecture: [{convolution: {channels: 6, kernel: 5, stride: 2}}, batchNorm, relu, \
        {convolution: {channels: 5, kernel: 1, bias: false}}, {maxPool: {size: 3, stride: 1}}, \
        {residual: {channels: 8, stride: 2}}, {residual: 8}, {averagePool: 2}, {dropout: 0.2}, relu, \
        globalAveragePool, flatten, {linear: 12}, batchNorm, relu]}
        """

    /// What newer networks are made of.
    private static let newerLayers = """
        {architecture: [{convolution: {channels: 8, kernel: 2, stride: 2, padding: [0, 1]}}, layerNorm, \
        {block: [{depthwiseConvolution: 5}, layerNorm, {pointwise: 16}, gelu, {pointwise: 8}, {layerScale: 0.5}, \
        {stochasticDepth: 0.2}]}, {branches: [[], [{convolution: {channels: 4, groups: 2}}, silu], [hardswish]]}, \
        squeezeExcitation, {batchNorm: {epsilon: 0.001, momentum: 0.01}}, relu6, \
        {maxPool: {size: 3, stride: 2, padding: 1}}, {depthwiseConvolution: {kernel: 3, stride: 2, padding: same}}, sigmoid, \
        {bottleneck: 3}, globalAveragePool, flatten]}
        """

    private static let runs = [
        Tiny(
            name: "vgg9-2d", network: "{architecture: vgg9, width: 4}", grid: "[2, 2]", overlap: 2,
            strategies: MainJobTests.strategies),
        Tiny(
            name: "resnet20-2d", network: "{architecture: resnet20, width: 4}", grid: "[1, 2]", overlap: 0,
            strategies: ["global", "majority", "cnn-dnn", "transfer"], input: "probabilities"),
        Tiny(
            name: "vgg3-2d", network: "{architecture: vgg3, width: 4}", grid: "[3, 2]", overlap: 3,
            strategies: ["average", "product", "coherent"]),
        Tiny(
            name: "own-2d", network: everyLayer, grid: "[2, 1]", overlap: 1, strategies: ["global", "cnn-dnn"]),
        Tiny(
            name: "vgg9-3d", network: "{architecture: vgg9, width: 4}", grid: "[2, 1, 1]", overlap: 1,
            strategies: ["global", "average", "majority", "transfer"]),
        Tiny(
            name: "resnet20-3d", network: "{architecture: resnet20, width: 4}", grid: "[1, 2, 1]", overlap: 0,
            strategies: ["global", "coherent"]),
        Tiny(
            name: "vgg3-3d", network: "{architecture: vgg3, width: 4}", grid: "[2, 1, 2]", overlap: 1,
            strategies: ["majority"]),
        Tiny(
            name: "levels-2d", network: "{architecture: vgg3, width: 8}", grid: "[3, 2]", overlap: 1,
            levels: "[[1, 1], [2, 1]]", strategies: ["average", "majority", "cnn-dnn", "attention", "transfer"]),
        Tiny(
            name: "features-2d", network: "{architecture: vgg9, width: 4}", grid: "[2, 3]", overlap: 0,
            levels: "[[1, 1]]", strategies: ["average", "cnn-dnn", "attention", "coherent", "transfer"],
            input: "features"),
        Tiny(
            name: "levels-3d", network: "{architecture: vgg3, width: 4}", grid: "[2, 2, 1]", overlap: 0,
            levels: "[[1, 1, 1]]", strategies: ["average", "coherent"]),
        Tiny(
            name: "mirror-2d", network: "{architecture: vgg9, width: 4}", grid: "[2, 3]", overlap: 1,
            levels: "[[1, 1]]",
            strategies: ["global", "average", "majority", "product", "cnn-dnn", "attention", "transfer"], mirror: true),
        Tiny(
            name: "mirror-3d", network: "{architecture: vgg3, width: 4}", grid: "[2, 1, 2]", overlap: 0,
            strategies: ["majority", "coherent"], mirror: true),
        // Clips at both ends, and makes halves.
        Tiny(
            name: "window-3d", network: "{architecture: vgg3, width: 4}", grid: "[2, 1, 2]", overlap: 1,
            strategies: ["global", "average"], window: ", window: [20, 190]"),
        Tiny(
            name: "resnet18-2d", network: "{architecture: resnet18, width: 4}", grid: "[1, 2]", overlap: 1,
            strategies: ["global", "average"]),
        Tiny(
            name: "lite0-2d", network: "{architecture: efficientnet-lite0, width: 8, normalization: imagenet}",
            grid: "[2, 1]", overlap: 1,
            strategies: ["global", "average"]),
        Tiny(name: "newer-2d", network: newerLayers, grid: "[1, 2]", overlap: 1, strategies: ["global", "cnn-dnn"]),
        Tiny(name: "newer-3d", network: newerLayers, grid: "[2, 1, 1]", overlap: 0, strategies: ["average"]),
        Tiny(
            name: "own-3d", network: everyLayer, grid: "[1, 1, 2]", overlap: 1, strategies: ["average", "cnn-dnn"]),
    ]

    @Test func modelsAgreeWithPredict() async throws {
        let place = try Workplace()
        try FashionMNIST.writeImages(training: 200, validation: 60, to: place)
        try place.writeNoisyVolumes(side: 16, count: 12)
        try FileManager.default.createDirectory(atPath: place.path("models"), withIntermediateDirectories: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for run in Self.runs { group.addTask { try await self.exportAll(run, in: place) } }
            try await group.waitForAll()
        }
        let outcome = try await place.python("onnx_models.py", "models", "1e-4").run()
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let models = Self.runs.reduce(0) { $0 + $1.strategies.count }
        #expect(outcome.output.contains("\n\(models) models, "), "\(outcome.output)")
        #expect(!outcome.output.contains(" 0 ties"), "ties must be among what is compared: \(outcome.output)")
        // The check can fail: nothing agrees to this.
        let strict = try await place.python("onnx_models.py", "models", "-1").run()
        #expect(strict.status == 1 && strict.errors.contains("more than"), "\(strict.errors)")

        try await checkPrograms(place)
        try await checkSafetensors(place)
        try await checkRefusals(place)
    }

    /// Trains, and puts each strategy's model and what `predict` says to the folder `models`.
    private func exportAll(_ run: Tiny, in place: Workplace) async throws {
        try place.write(run.yaml, to: "\(run.name).yaml")
        let trained = try await place.tessera(["train", "\(run.name).yaml", "--workers", "1"]).run()
        try #require(trained.status == 0, "\(run.name): \(trained.errors)")
        for strategy in run.strategies {
            let model = "models/\(run.name).\(strategy)"
            let exported = try await place.tessera([
                "export", "runs/\(run.name)", "--strategy", strategy, "--format", "onnx", "--output", "\(model).onnx",
            ]).run()
            #expect(exported.status == 0 && exported.errors.isEmpty, "\(exported.errors)")
            #expect(exported.output.hasPrefix("\(model).onnx: \(strategy), "), "\(exported.output)")
            let told = try await place.tessera([
                "predict", "runs/\(run.name)", run.isVolume ? "volumes" : "data/test", "--strategy", strategy, "--json",
            ]).run()
            try #require(told.status == 0, "\(told.errors)")
            try place.write(told.output, to: "\(model).json")
        }
    }

    /// The programs of docs/Export.md, in their order, run as they stand there.
    private func checkPrograms(_ place: Workplace) async throws {
        let docs = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../docs/Export.md").standardizedFileURL
        let text = try String(contentsOf: docs, encoding: .utf8)
        let programs = text.components(separatedBy: "```python\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(programs.count == 2)
        let photo = try #require(place.files(below: "data/test").first)
        // Pillow looks at the content, not at the name.
        try place.write(Array(place.read("data/test/\(photo)")), to: "photo.png")
        for format in ["onnx", "safetensors"] {
            let outcome = try await place.tessera([
                "export", "runs/vgg9-2d", "--format", format, "--output", "model.\(format)",
            ]).run()
            #expect(outcome.status == 0 && outcome.output.contains(": transfer, "), "\(outcome.errors)")
        }
        let told = try await place.tessera(["predict", "runs/vgg9-2d", "data/test/\(photo)", "--json"]).run()
        struct Member: Decodable { let probabilities: [String: Double] }
        let expected = try #require(try JSONDecoder().decode([Member].self, from: Data(told.output.utf8)).first)
        for program in programs {
            let outcome = try await Command(
                executable: Python.path ?? "", arguments: ["-c", program], folder: place.path
            ).run()
            try #require(outcome.status == 0, "\(outcome.errors)")
            let found = try JSONDecoder().decode([String: Double].self, from: Data(outcome.output.utf8))
            #expect(found.count == 10)
            for (name, probability) in expected.probabilities {
                #expect(abs(probability - (found[name] ?? .nan)) < 1e-4, "\(name)")
            }
        }
    }

    /// Each strategy's tensors have the names of the run's files, with the parts' prefixes.
    private func checkSafetensors(_ place: Workplace) async throws {
        for strategy in MainJobTests.strategies {
            let file = "\(strategy).safetensors"
            let outcome = try await place.tessera([
                "export", "runs/vgg9-2d", "--strategy", strategy, "--format", "safetensors", "--output", file,
            ]).run()
            #expect(outcome.status == 0, "\(outcome.errors)")
            let found = try place.tensorShapes(file)
            var expected: [String: [Int]] = [:]
            func add(_ network: String, _ prefix: String = "") throws {
                for (name, shape) in try place.tensorShapes("runs/vgg9-2d/\(network)/weights.safetensors") {
                    expected[prefix + name] = shape
                }
            }
            switch strategy {
            case "global", "coherent", "transfer": try add(strategy)
            default: for index in 0...3 { try add("local/0\(index)", "locals.0\(index).") }
            }
            if strategy == "cnn-dnn" { try add(strategy, "fusion.") }
            #expect(found == expected, "\(strategy)")
        }
    }

    private func checkRefusals(_ place: Workplace) async throws {
        let before = place.files(below: ".")
        for (run, strategy, output, status, words) in [
            ("runs/none", "average", "x.onnx", 65, "runs/none holds no run"),
            (
                "runs/vgg3-2d", "transfer", "x.onnx", 65,
                "no trained strategy transfer; it has average, product, coherent"
            ),
            ("runs/vgg3-2d", "voting", "x.onnx", 64, "voting"),
            (
                "runs/vgg3-2d", "average", "none/x.onnx", 74,
                "none/x.onnx: cannot be written (No such file or directory)"
            ),
            ("runs/vgg3-2d", "average", "runs", 74, "runs: cannot be written"),
            ("runs/vgg3-2d", "average", "/proc/x.onnx", 74, "/proc/x.onnx: cannot be written"),
        ] as [(String, String, String, Int32, String)] {
            let format = output == "runs" ? "safetensors" : "onnx"
            let outcome = try await place.tessera([
                "export", run, "--strategy", strategy, "--format", format, "--output", output,
            ]).run()
            #expect(outcome.status == status && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
            expectClear(outcome)
        }
        let unknown = try await place.tessera(["export", "runs/vgg3-2d", "--format", "pickle", "--output", "x"]).run()
        #expect(unknown.status == 64 && unknown.errors.contains("pickle"), "\(unknown.errors)")
        #expect(place.files(below: ".") == before, "something was left behind")
    }
}
