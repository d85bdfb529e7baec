import TesseraExperiments
import TesseraNetworks
import Testing

@Suite struct ExperimentWritingTests {
    @Test func everyValueIsWritten() throws {
        let yaml = try Experiment.parse(yaml: least).yaml
        #expect(
            yaml == """
                version: 3
                name: e
                seed: 1
                data:
                  path: d
                  format: auto
                  validation: 0.2
                  size: null
                  fit: stretch
                  spacing: null
                  window: null
                  series: null
                  axes: null
                  table: null
                  columns: {file: file, label: label, split: split, group: group}
                  groups: null
                  cache: true
                  fingerprints: true
                decomposition:
                  grid: [2, 2]
                  levels: []
                  overlap: 0
                network:
                  architecture: vgg9
                  width: 64
                  localScaling: sqrt
                  weights: null
                  normalization: data
                fusion:
                  hidden: [128, 128, 64, 32]
                  input: logProbabilities
                  weights: mean
                  initial: fresh
                  folds: 1
                  holdout: 0
                strategies: [global, average, majority, cnn-dnn, coherent, transfer]
                training:
                  epochs: {global: 150, local: 150, cnn-dnn: 50, coherent: 150, transfer: 50}
                  batchSize: 128
                  optimizer: adam
                  learningRate: 0.001
                  weightDecay: 0
                  momentum: 0.9
                  schedule: cosine
                  warmup: 0
                  labelSmoothing: 0
                  precision: auto
                  augmentation:
                    flip: true
                    flipAxes: []
                    shift: 4
                    rotate: 0
                    zoom: 0
                    crop: 0
                    brightness: 0
                    contrast: 0
                    color: 0
                    mixup: 0
                    erase: 0
                  threads: 1
                  holdout: 0
                  classWeights: none
                  deterministic: true
                  validateEvery: 1
                  patience: null
                  restoreBest: false
                  onDivergence: stop
                  onStall: warn
                  keepCheckpoints: 0
                  dataParallel: false
                  frozen: 0
                  bodyRate: 1
                  timeLimit: null
                evaluate:
                  mirror: false

                """)
    }

    /// Each value once, by its key path, as what it is.
    @Test func settings() throws {
        let settings = try Experiment.parse(yaml: least).settings
        #expect(Set(settings.map(\.key)).count == settings.count)
        let known = Dictionary(uniqueKeysWithValues: settings.map { ($0.key, $0) })
        for (key, value, kind) in [
            ("name", "e", .text), ("data.size", "null", .text), ("data.columns.split", "split", .text),
            ("seed", "1", .number),
            ("training.epochs.cnn-dnn", "50", .number), ("training.augmentation.flip", "true", .truth),
            ("training.patience", "null", .number),
        ] as [(String, String, Setting.Kind)] {
            #expect(known[key]?.value == value && known[key]?.kind == kind, "\(key)")
        }
    }

    @Test(arguments: [
        "data/cifar10", "~", "", " a ", "yes", "null", "1e3", "#x", "a: b", "C:\\x\ty", "\"q\"", "ä ö 日本", "😀", "a\nb",
        "- x", "[", "*a", "\u{7f}\u{85}\u{2028}", "..", "a\u{301}",
    ])
    func anyPathSurvives(path: String) throws {
        var experiment = try Experiment.parse(yaml: least)
        experiment.data.path = path
        guard !path.isEmpty else { return }
        #expect(try Experiment.parse(yaml: experiment.yaml) == experiment)
    }

    @Test(arguments: 0..<50) func readingWhatIsWrittenGivesTheSame(seed: UInt64) throws {
        var random = Random(state: seed)
        let experiment = random.experiment()
        #expect(try Experiment.parse(yaml: experiment.yaml) == experiment)
    }
}

/// Experiments at random (SplitMix64).
private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }
    mutating func share() -> Double { .random(in: 0..<1, using: &self) }
    mutating func choice<T: CaseIterable>(_: T.Type, else other: T) -> T {
        T.allCases.randomElement(using: &self) ?? other
    }

    mutating func perStage<T>(_ make: (inout Random) -> T) -> PerStage<T> {
        var values = PerStage(make(&self))
        for stage in Stage.paper { values[stage] = make(&self) }
        return values
    }

    mutating func layer() -> Layer {
        switch integer(0...17) {
        case 0:
            .convolution(
                channels: integer(1...99), kernel: 2 * integer(0...4) + 1, stride: 2, bias: integer(0...1) == 0)
        case 1: .batchNorm
        case 2: .relu
        case 3: .maxPool(size: integer(1...5), stride: integer(1...5))
        case 4: .averagePool(size: integer(1...5))
        case 5: .globalAveragePool
        case 6: .dropout(probability: share())
        case 7: .flatten
        case 8: .linear(features: integer(1...999), bias: integer(0...1) == 1)
        case 9: .residual(channels: integer(1...99), stride: integer(1...2))
        case 10:
            .convolution(
                channels: 3 * integer(1...9), kernel: integer(1...9), padding: .both(integer(0...3)), groups: 3)
        case 11: .depthwiseConvolution(kernel: integer(1...9), padding: .sides(before: integer(0...3), after: 4))
        case 12: [Layer.relu6, .silu, .hardswish, .gelu, .sigmoid].randomElement(using: &self) ?? .relu
        case 13: .batchNorm(epsilon: 0.001, momentum: 0.01)
        case 14: [Layer.layerNorm(), .layerNorm(epsilon: 1e-6), .layerScale()].randomElement(using: &self) ?? .relu
        case 15: .squeezeExcitation(reduction: integer(1...9))
        case 16:
            .branches(
                [[], [NamedLayer("branch1.0", .stochasticDepth(probability: share()))]],
                joined: Block.Join.allCases.randomElement(using: &self) ?? .sum)
        default:
            .block(
                branch: [NamedLayer("conv1", .convolution(channels: integer(1...9))), NamedLayer("branch.1", .relu)],
                shortcut: integer(0...1) == 0 ? [] : [NamedLayer("shortcut.0", .dropout(probability: share()))])
        }
    }

    mutating func experiment() -> Experiment {
        var e = Experiment(
            name: ["a", "_b.c", "2024", "true", "-", "1e3"].randomElement(using: &self) ?? "a",
            data: .init(path: "x y"),
            decomposition: .init(grid: (0..<integer(1...3)).map { _ in integer(1...9) }))
        e.seed = integer(0...Int.max)
        e.data.validation = max(1e-9, share())
        e.data.format = [nil, .idx, .cifar10].randomElement(using: &self) ?? nil
        e.data.form.size = [nil, [4, 5, 6]].randomElement(using: &self) ?? nil
        e.data.form.spacing = [nil, [1, 0.5, 2]].randomElement(using: &self) ?? nil
        switch integer(0...2) {
        case 0: e.data.form.window = [-1000, 400.5]
        case 1: e.data.form.percentiles = [0.5, 99.5]
        default: break
        }
        e.data.form.series = [nil, "largest", "T[12]"].randomElement(using: &self) ?? nil
        e.data.form.axes = [nil, .channelsFirst, .channelsLast].randomElement(using: &self) ?? nil
        e.data.labels.table = [nil, "a b.csv"].randomElement(using: &self) ?? nil
        e.data.labels.columns.file = ["file", "my id"].randomElement(using: &self) ?? "file"
        e.data.labels.columns.split = ["split", "none"].randomElement(using: &self) ?? "split"
        e.data.labels.groups = [nil, "none", "(P[0-9]+)_"].randomElement(using: &self) ?? nil
        e.decomposition.overlap = integer(0...9)
        if e.decomposition.subdomains > 1 {
            e.decomposition.levels = [[], [e.decomposition.grid.map { _ in 1 }]].randomElement(using: &self) ?? []
        }
        switch integer(0...3) {
        case 0: e.network.architecture = .layers((0...integer(0...9)).map { _ in layer() })
        case 1: (e.network.architecture, e.network.width) = (.vgg3, integer(1...99))
        case 2: (e.network.architecture, e.network.width) = (.vgg9, integer(1...99))
        default: (e.network.architecture, e.network.width) = (.resnet20, integer(1...99))
        }
        e.network.normalization =
            [.data, .imagenet, .values(mean: [127], deviation: [1.5, 2, 1e-3])].randomElement(using: &self) ?? .data
        e.training.frozen = integer(0...1)
        e.training.bodyRate = share() + 1e-3
        e.network.localScaling = [.sqrt, .linear, .factor(1 - share())].randomElement(using: &self) ?? .sqrt
        e.fusion.hidden = (0...integer(0...3)).map { _ in integer(1...999) }
        e.fusion.input = choice(FusionInput.self, else: .probabilities)
        e.fusion.initial = choice(Experiment.FusionStart.self, else: .fresh)
        e.strategies = Array([Strategy].paper.shuffled(using: &self).prefix(integer(1...6)))
        e.training.epochs = perStage { $0.integer(1...2) }
        e.training.batchSize = integer(1...999)
        e.training.optimizer = choice(Experiment.OptimizerName.self, else: .adam)
        if e.training.optimizer == .sgd { e.training.momentum = share() }
        e.training.learningRate = integer(0...1) == 0 ? PerStage(1e-5) : perStage { 1e-7 + $0.share() }
        e.training.weightDecay = share() * 1e-6
        e.training.schedule = choice(Experiment.Schedule.self, else: .cosine)
        e.training.warmup = [.cosine, .onecycle].contains(e.training.schedule) ? share() : 0
        e.training.labelSmoothing = share()
        e.training.precision = choice(Experiment.Precision.self, else: .auto)
        e.training.augmentation.flip = integer(0...1) == 0
        e.training.augmentation.shift = integer(0...9)
        e.training.threads = perStage { $0.integer(1...3) }
        e.training.deterministic = integer(0...1) == 0
        return e
    }
}
