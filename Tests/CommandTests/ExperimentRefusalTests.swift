import Foundation
import Testing

/// Mistakes in an experiment file and in `--set`: status 65, every mistake named with its place.
@Suite struct ExperimentRefusalTests {
    @Test func allMistakesAreToldAtOnce() async throws {
        let refusal = Refusal(
            "several mistakes", 65, arguments: ["train", "experiment.yaml", "--set", "fusion.hiden=[3]"],
            says: [
                "8 mistakes", "experiment.yaml:2: unknown key 'sed'; did you mean 'seed'?", "experiment.yaml:4",
                "did you mean 'path'?", "data.path is missing", "experiment.yaml:6", "decomposition.grid",
                "experiment.yaml:7: unknown key 'trainning'; did you mean 'training'?",
                "experiment.yaml:9: unknown key 'widht' in network; did you mean 'width'?",
                "experiment.yaml:10: network.architecture is vgg99", "did you mean vgg9?",
                "--set fusion.hiden=[3]: unknown key 'hiden' in fusion; did you mean 'hidden'?",
            ]
        ) {
            try $0.write(
                """
                name: wrong
                sed: 3
                data:
                  paht: data
                decomposition:
                  grid: two
                trainning: {}
                network:
                  widht: 4
                  architecture: vgg99

                """, to: "experiment.yaml")
        }
        try await refusal.check()
    }

    @Test(arguments: files) func file(_ refusal: Refusal) async throws {
        try await refusal.check()
    }

    @Test(arguments: settings) func setting(_ refusal: Refusal) async throws {
        let outcome = try await refusal.check()
        #expect(outcome.errorLines.count == 1, "one mistake, one line: \(outcome.errors)")
    }

    static let files: [Refusal] = [
        Refusal("no file", 65, arguments: ["train", "none.yaml"], says: ["none.yaml", "no such file"]),
        Refusal("a folder", 65, arguments: ["train", "data"], says: ["data: ", "file"]),
        text("empty", "", says: "experiment.yaml", "empty"),
        text("a list", "- 1\n- 2\n", says: "experiment.yaml:1", "map"),
        text("no YAML", "name: a\ndata: [1, 2\ndecomposition: {\n", says: "experiment.yaml:", "not YAML"),
        text("tabs", "name: a\ndata:\n\tpath: data\n", says: "experiment.yaml:3", "tabs"),
        text("a key twice", "name: a\nname: b\n", says: "experiment.yaml:", "name", "twice"),
        text("no grid", "name: a\ndata: {path: data}\n", says: "decomposition.grid is missing"),
        Refusal("not UTF-8", 65, arguments: ["train", "experiment.yaml"], says: ["experiment.yaml", "UTF-8"]) {
            try $0.write([0x6e, 0xff, 0xfe, 0x00], to: "experiment.yaml")
        },
    ]

    private static func text(_ what: String, _ yaml: String, says words: String...) -> Refusal {
        Refusal(what, 65, arguments: ["train", "experiment.yaml"], says: words) {
            try $0.write(yaml, to: "experiment.yaml")
        }
    }

    static let settings: [Refusal] = [
        // Wrong types.
        .setting("training.batchSize=many", says: "training.batchSize is many", "whole number"),
        .setting("training.batchSize=1.5", says: "training.batchSize is 1.5", "whole number"),
        .setting("decomposition.grid=2x2", says: "decomposition.grid", "a list"),
        .setting("training.deterministic=perhaps", says: "training.deterministic", "true or false"),
        .setting("training.optimizer=adamm", says: "training.optimizer", "did you mean adam?"),
        .setting("strategies=[average, averag]", says: "strategies", "did you mean average?"),
        .setting("strategies=[]", says: "strategies", "1 or more"),
        .setting("data=data", says: "data", "a map"),
        .setting("name=../elsewhere", says: "name", "../elsewhere"),
        .setting("network.architecture=[relu, flatten]", says: "network.width does not apply"),
        .setting("network.architecture=[{convolutoin: 4}]", says: "network.architecture", "did you mean convolution?"),
        .setting("training.epochs.locall=3", says: "unknown key 'locall' in training.epochs", "did you mean 'local'?"),
        .setting("nonsense", says: "--set nonsense", "key.path=value"),
        // Zero and negative numbers.
        .setting("training.batchSize=0", says: "training.batchSize is 0", "1"),
        .setting("training.epochs.local=-1", says: "training.epochs.local is -1"),
        .setting("training.learningRate=0", says: "training.learningRate is 0", "above 0"),
        .setting("training.learningRate=.nan", says: "training.learningRate"),
        .setting("training.weightDecay=-0.1", says: "training.weightDecay is -0.1"),
        .setting("training.augmentation.shift=-1", says: "training.augmentation.shift is -1"),
        .setting("network.width=0", says: "network.width is 0"),
        .setting("network.localScaling=-1", says: "network.localScaling is -1"),
        .setting("decomposition.grid=[0, 2]", says: "decomposition.grid[0] is 0"),
        .setting("decomposition.overlap=-2", says: "decomposition.overlap is -2"),
        .setting("seed=-1", says: "seed is -1"),
        .setting("seed=99999999999999999999", says: "seed is 99999999999999999999"),
        // What later versions will do.
        .setting("fusion.folds=2", says: "fusion.folds", "not supported yet"),
        .setting("training.holdout=0.1", says: "training.holdout", "not supported yet"),
        .setting("training.timeLimit=5", says: "training.timeLimit", "not supported yet"),
        .setting("training.classWeights=balanced", says: "training.classWeights", "not supported yet"),
        .setting("data.size=[32, 32]", says: "data.size", "not supported yet"),
        .setting("data.fit=crop", says: "data.fit", "not supported yet"),
        .setting("data.window=[-1000, 400]", says: "data.window", "not supported yet"),
        .setting("data.format=volumes", says: "data.format", "not supported yet"),
        .setting("data.format=images", says: "data.format", "not supported yet"),
        // What does not fit the pictures of 16x16 pixels.
        .setting("decomposition.grid=[2]", says: "decomposition.grid", "1 axis", "16x16"),
        .setting("decomposition.grid=[2, 2, 2]", says: "decomposition.grid", "3 axes", "16x16"),
        .setting("decomposition.grid=[17, 1]", says: "decomposition.grid", "17", "16"),
        .setting("decomposition.grid=[8, 2]", says: "local 00", "2x8", "smallest size that works is 4x4"),
        .setting("network.architecture=vgg9", "decomposition.grid=[4, 4]", says: "smallest size that works is 8x8"),
        .setting("network.architecture=[{linear: 4}]", "network.width=null", says: "layer 0", "flatten"),
        .setting("data.format=cifar10", says: "data: ", "data_batch_1.bin"),
        .setting("data.path=elsewhere", says: "elsewhere", "no such file or folder"),
        .setting("data.path=experiment.yaml", says: "experiment.yaml", "folder"),
    ]
}
