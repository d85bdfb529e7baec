import TesseraExperiments
import Testing

@Suite struct OverrideTests {
    @Test func valuesAreYAMLAndReplaceWhole() throws {
        let experiment = try Experiment.parse(
            yaml: least + "training: {epochs: {local: 7}, batchSize: 3}",
            overrides: [
                "decomposition.grid=[4, 4]", "training.epochs={global: 2}", "fusion.hidden=[8]", "seed=5", "seed=6",
                "data.path=a=b",
            ])
        #expect(experiment.decomposition.grid == [4, 4])
        #expect(experiment.training.epochs == PerStage([.global: 2, .local: 150, .coherent: 150], others: 50))
        #expect(experiment.training.batchSize == 3)
        #expect(experiment.fusion.hidden == [8])
        #expect(experiment.seed == 6)
        #expect(experiment.data.path == "a=b")
    }

    @Test func oneStageMayBeSetInAMap() throws {
        let experiment = try Experiment.parse(
            yaml: least + "training: {epochs: {local: 7}}", overrides: ["training.epochs.cnn-dnn=2"])
        #expect(experiment.training.epochs.local == 7 && experiment.training.epochs[.cnnDNN] == 2)
    }

    @Test(arguments: [
        ("trainig.epochs=3", "unknown key 'trainig'; did you mean 'training'?"),
        ("training.epoch=3", "unknown key 'epoch' in training; did you mean 'epochs'?"),
        ("seed=x", "seed is x; expected a whole number from 0 to 2^63 - 1"),
        ("seed.x=1", "seed is a map; expected a whole number from 0 to 2^63 - 1"),
        ("data.path.x=1", "data.path is not a map; set data.path as a whole"),
        ("decomposition.grid.0=1", "decomposition.grid is not a map; set decomposition.grid as a whole"),
        ("seed", "this names no key and value; expected key.path=value, such as training.batchSize=64"),
        ("=1", "this names no key and value; expected key.path=value, such as training.batchSize=64"),
        ("a..b=1", "this names no key and value; expected key.path=value, such as training.batchSize=64"),
        (
            "seed=[1",
            "this is not YAML: did not find expected ',' or ']' while parsing a flow sequence, which began in line 1"
        ),
        (
            "name=",
            "name is empty; expected a folder name of letters, digits, '.', '_' and '-', not beginning with '.', at most 100 long"
        ),
    ])
    func mistakesNameTheOverride(override: String, message: String) {
        #expect(mistakes(least, overrides: [override]) == ["--set \(override): \(message)"])
    }

    @Test func allKindsOfMistakesComeTogether() {
        let yaml = """
            name: e
            data: {path: d, window: [3, 1, 2]}
            decomposition: {grid: 2}
            training: {epochs: x, learningRate: [1], threads: {global: 0, lokal: 1}}
            ? [a, b]
            : 3
            """
        #expect(
            mistakes(yaml, overrides: ["training.batchSize=0"]) == [
                "e.yaml:2: data.window is a list; expected at most 2 in it; it has 3",
                "e.yaml:3: decomposition.grid is 2; expected a list of 1 or more, each a whole number from 1 to 65536",
                "e.yaml:4: training.epochs is x; expected a whole number from 1 to 1000000",
                "e.yaml:4: training.learningRate is a list; expected a number above 0, at most 1000",
                "e.yaml:4: training.threads.global is 0; expected a whole number from 1 to 1024",
                "e.yaml:4: unknown key 'lokal' in training.threads; did you mean 'local'?",
                "e.yaml:5: unknown key a list; known are version, name, seed, data, decomposition, network, fusion, strategies, "
                    + "training, evaluate",
                "--set training.batchSize=0: training.batchSize is 0; expected a whole number from 1 to 1000000",
            ])
    }

    @Test func aPathOfManyKeysIsHarmless() {
        #expect(
            mistakes(least, overrides: [Array(repeating: "a", count: 50_000).joined(separator: ".") + "=1"]).count == 1)
    }

    @Test func aMistakeOfTheFileMayBeOverridden() {
        #expect(mistakes(least + "seed: x", overrides: ["seed=1"]).isEmpty)
        #expect(mistakes(least, overrides: ["seed=x", "seed=1"]).isEmpty)
    }
}
