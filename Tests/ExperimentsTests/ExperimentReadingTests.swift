import Foundation
import TesseraNetworks
import Testing

@testable import TesseraExperiments

@Suite struct ExperimentReadingTests {
    @Test func theContractsExampleIsRead() throws {
        let experiment = try Experiment.parse(
            yaml: """
                name: cifar10-vgg9-2x2
                seed: 7                       # comments are fine
                data:
                  path: data/cifar10
                  format: cifar10
                  validation: .25
                decomposition:
                  grid: [2, 3]
                  overlap: 1
                network:
                  architecture: resnet20
                  localScaling: 0.3
                fusion:
                  hidden: [16]
                  input: probabilities
                  initial: cnn-dnn
                strategies: [transfer, cnn-dnn]
                training:
                  epochs: {global: 2, cnn-dnn: 3}
                  learningRate: 4e-3
                  optimizer: sgd
                  momentum: 0
                  schedule: onecycle
                  weightDecay: 0.01
                  labelSmoothing: 0.1
                  precision: bfloat16
                  augmentation: {flip: false}
                  threads: {global: 2}
                  deterministic: false
                """)
        var expected = Experiment(
            name: "cifar10-vgg9-2x2", data: .init(path: "data/cifar10"), decomposition: .init(grid: [2, 3]))
        expected.seed = 7
        expected.data.format = .cifar10
        expected.data.validation = 0.25
        expected.decomposition.overlap = 1
        expected.network.architecture = .resnet20
        expected.network.width = 16
        expected.network.localScaling = .factor(0.3)
        expected.fusion.hidden = [16]
        expected.fusion.input = .probabilities
        expected.fusion.initial = .cnnDNN
        expected.strategies = [.transfer, .cnnDNN]
        expected.training.epochs.global = 2
        expected.training.epochs[.cnnDNN] = 3
        expected.training.learningRate = PerStage(0.004)
        expected.training.optimizer = .sgd
        expected.training.momentum = 0
        expected.training.schedule = .onecycle
        expected.training.warmup = 0.2
        expected.training.weightDecay = 0.01
        expected.training.labelSmoothing = 0.1
        expected.training.precision = .bfloat16
        expected.training.augmentation.flip = false
        expected.training.threads.global = 2
        expected.training.deterministic = false
        #expect(experiment == expected)
        #expect(experiment.decomposition.subdomains == 6)
    }

    @Test func defaultsAreTheContracts() throws {
        let experiment = try Experiment.parse(yaml: least)
        #expect(experiment.network.width == 64)
        #expect(experiment.strategies == [.global, .average, .majority, .cnnDNN, .coherent, .transfer])
        #expect(
            experiment.training.epochs == PerStage([.global: 150, .local: 150, .coherent: 150], others: 50))
        #expect(experiment.globalNetwork == Network(.vgg9, width: 64))
        #expect(experiment.localNetwork == Network(.vgg9, width: 32))
        #expect(experiment.fusionNetwork == .fusion(hidden: [128, 128, 64, 32]))
    }

    @Test func anEmptySectionHasItsDefaults() {
        #expect(mistakes(least + "training:\nnetwork: ~").isEmpty)
    }

    @Test func anchorsAreFine() throws {
        let experiment = try Experiment.parse(yaml: least + "training: {epochs: &e {local: 3}, threads: *e}")
        #expect(experiment.training.threads.local == 3)
    }

    @Test func allMistakesAreToldAtOnceInTheOrderOfTheLines() {
        let yaml = """
            nam: x
            data:
              path: d
              validation: 2
            decomposition: {grid: [2, 0]}
            trainig: {epochs: 3}
            """
        #expect(
            mistakes(yaml) == [
                "e.yaml:1: unknown key 'nam'; did you mean 'name'?",
                "e.yaml:4: data.validation is 2; expected a number between 0 and 1",
                "e.yaml:5: decomposition.grid[1] is 0; expected a whole number from 1 to 65536",
                "e.yaml:6: unknown key 'trainig'; did you mean 'training'?",
                "e.yaml: name is missing; give a folder name of letters, digits, '.', '_' and '-', "
                    + "not beginning with '.', at most 100 long",
            ])
    }

    @Test(arguments: Self.bad) func aMistakeIsOneClearSentence(yaml: String, message: String) {
        #expect(mistakes(least + yaml) == ["e.yaml:4: " + message])
    }

    static let bad = [
        ("seed: '1'", "seed is the text \"1\"; expected a whole number from 0 to 2^63 - 1"),
        ("seed: 1.0", "seed is 1.0; expected a whole number from 0 to 2^63 - 1"),
        ("seed: -1", "seed is -1; expected a whole number from 0 to 2^63 - 1"),
        ("seed: 010", "seed is 010; expected a whole number from 0 to 2^63 - 1"),
        ("seed: !!int 1", "seed is the text \"1\"; expected a whole number from 0 to 2^63 - 1"),
        ("seed:", "seed is empty; expected a whole number from 0 to 2^63 - 1"),
        ("seed: [1]", "seed is a list; expected a whole number from 0 to 2^63 - 1"),
        (
            "seed: 99999999999999999999999",
            "seed is 99999999999999999999999; expected a whole number from 0 to 2^63 - 1"
        ),
        ("training: {batchSize: 0}", "training.batchSize is 0; expected a whole number from 1 to 1000000"),
        ("training: {weightDecay: .nan}", "training.weightDecay is .nan; expected a number from 0 to 1"),
        ("training: {weightDecay: 1e999}", "training.weightDecay is 1e999; expected a number from 0 to 1"),
        ("training: {learningRate: .inf}", "training.learningRate is .inf; expected a number above 0, at most 1000"),
        (
            "training: {learningRate: {local: 0}}",
            "training.learningRate.local is 0; expected a number above 0, at most 1000"
        ),
        ("training: {deterministic: yes}", "training.deterministic is yes; expected true or false"),
        (
            "training: {optimizer: adma}",
            "training.optimizer is adma; expected adam, adamw, sgd or muon; did you mean adam?"
        ),
        ("training: {batchsize: 3}", "unknown key 'batchsize' in training; did you mean 'batchSize'?"),
        ("training: {epochs: {gloabl: 3}}", "unknown key 'gloabl' in training.epochs; did you mean 'global'?"),
        (
            "training: {zzzz: 3, augmentation: {flip: true}}",
            "unknown key 'zzzz' in training; known are epochs, batchSize, optimizer, learningRate, weightDecay, momentum, "
                + "schedule, warmup, labelSmoothing, precision, augmentation, threads, holdout, classWeights, "
                + "deterministic, validateEvery, patience, restoreBest, onDivergence, onStall, keepCheckpoints, dataParallel, frozen, bodyRate, timeLimit"
        ),
        (
            "training: 3",
            "training is 3; expected a map with the keys epochs, batchSize, optimizer, learningRate, weightDecay, "
                + "momentum, schedule, warmup, labelSmoothing, precision, augmentation, threads, holdout, "
                + "classWeights, deterministic, validateEvery, patience, restoreBest, onDivergence, onStall, keepCheckpoints, dataParallel, frozen, bodyRate, timeLimit"
        ),
        (
            "training: {patience: 2, validateEvery: 3}",
            "training.patience is less than training.validateEvery, so that no later epoch could be better; make it 3 or more"
        ),
        (
            "training: {schedule: step, warmup: 0.1}",
            "training.warmup applies to cosine and onecycle only; leave it out or set it to 0"
        ),
        (
            "training: {momentum: 0.5}",
            "training.momentum applies to sgd only; leave it out or set optimizer to sgd"
        ),
        (
            "strategies: []",
            "strategies is a list; expected a list of 1 or more, each global, average, majority, cnn-dnn, coherent or "
                + "transfer; it has 0"
        ),
        ("strategies: [global, global]", "strategies is a list; expected a list with nothing twice"),
        (
            "network: {architecture: [relu], width: 3}",
            "network.width does not apply to a list of layers; leave it out"
        ),
        (
            "network: {localScaling: -1}",
            "network.localScaling is -1; expected sqrt, linear or a number above 0, at most 1000"
        ),
        (
            "fusion: {hidden: 3}",
            "fusion.hidden is 3; expected a list of 1 or more, each a whole number from 1 to 65536"
        ),
    ]

    @Test(arguments: [
        ".hidden", "a/b", "''", "..", "a b", "ä", "x".padding(toLength: 101, withPad: "x", startingAt: 0),
    ])
    func aNameMustBeAFolders(name: String) {
        #expect(mistakes("name: \(name)\ndata: {path: d}\ndecomposition: {grid: [2]}").count == 1)
    }

    @Test func aGridHasALimitWithoutOverflow() {
        #expect(
            mistakes("name: e\ndata: {path: d}\ndecomposition: {grid: [65536, 65536, 65536, 65536, 65536]}") == [
                "e.yaml:3: decomposition.grid is a list; expected at most 65536 subdomains in all"
            ])
    }

    @Test func aMissingSectionNamesItsKey() {
        #expect(
            mistakes("name: e\ndecomposition: {grid: [2]}") == ["e.yaml: data.path is missing; give a folder or file"])
    }
}
