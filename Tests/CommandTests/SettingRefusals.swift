/// The settings that `SettingRefusalTests.together` tries.
extension SettingRefusalTests {
    static let groups: [Group] = [
        Group(
            "wrong types",
            Setting("training.batchSize=many", says: "training.batchSize is many", "whole number"),
            Setting("decomposition.grid=2x2", says: "decomposition.grid", "a list"),
            Setting("training.deterministic=perhaps", says: "training.deterministic", "true or false"),
            Setting("training.classWeights=balance", says: "training.classWeights", "did you mean balanced?"),
            Setting("training.optimizer=adamm", says: "training.optimizer", "did you mean adam?"),
            Setting("strategies=[average, averag]", says: "strategies", "did you mean average?"),
            Setting("data=data", says: "data", "a map"),
            Setting("name=../elsewhere", says: "name", "../elsewhere"),
            Setting(
                "training.epochs.locall=3", says: "unknown key 'locall' in training.epochs", "did you mean 'local'?"),
            Setting("nonsense", says: "--set nonsense", "key.path=value")),
        Group(
            "zero and negative numbers",
            Setting("training.batchSize=0", says: "training.batchSize is 0", "1"),
            Setting("training.epochs.local=-1", says: "training.epochs.local is -1"),
            Setting("training.learningRate=0", says: "training.learningRate is 0", "above 0"),
            Setting("training.weightDecay=-0.1", says: "training.weightDecay is -0.1"),
            Setting("training.augmentation.shift=-1", says: "training.augmentation.shift is -1"),
            Setting("data.window=[400, -1000]", says: "data.window", "the lower first"),
            Setting("fusion={holdout: 0.1, folds: 2}", says: "fusion.holdout and fusion.folds"),
            Setting("network.width=0", says: "network.width is 0"),
            Setting("network.localScaling=-1", says: "network.localScaling is -1"),
            Setting("decomposition.grid=[0, 2]", says: "decomposition.grid[0] is 0"),
            Setting("decomposition.levels=[[0, 1]]", says: "decomposition.levels[0][0] is 0"),
            Setting("decomposition.overlap=-2", says: "decomposition.overlap is -2"),
            Setting("seed=-1", says: "seed is -1")),
        Group(
            "more of each",
            Setting("training.batchSize=1.5", says: "training.batchSize is 1.5", "whole number"),
            Setting("strategies=[]", says: "strategies", "1 or more"),
            Setting(
                "fusion={input: features, folds: 2}", says: "fusion.folds is 2", "fusion.input to logProbabilities"),
            Setting("decomposition.levels=[[2, 2]]", says: "decomposition.levels", "2x2 is no coarser grid than 2x2"),
            Setting(
                "network.architecture=[{convolutoin: 4}]", says: "network.architecture", "did you mean convolution?"),
            Setting("training.learningRate=.nan", says: "training.learningRate"),
            Setting("seed=99999999999999999999", says: "seed is 99999999999999999999"),
            Setting("data.format=image", says: "data.format", "did you mean images?"),
            Setting("data.fit=cut", says: "data.fit", "stretch")),
    ]
}
