import TesseraExperiments
import Testing

@Suite struct StrategyTests {
    private let own = Strategy("own", .independent, stage: Stage("own", seesPictures: false))

    @Test func stagesOfThePaper() {
        #expect(Stage.paper.map(\.name) == ["global", "local", "cnn-dnn", "coherent", "transfer"])
        #expect([Strategy].paper.filter { $0.stages.contains(.local) }.count == 4)
    }

    @Test func aStageMayBeAskedForByTheExperiment() throws {
        var experiment = try Experiment.parse(yaml: least)
        #expect(Strategy.transfer.stages(in: experiment) == [.local, .transfer])
        experiment.fusion.initial = .cnnDNN
        #expect(Strategy.transfer.stages(in: experiment) == [.local, .cnnDNN, .transfer])
    }

    /// A strategy that is given has a key in maps, a default there, and stands in the file with every value in force.
    @Test func aFurtherStrategyHasAStageInTheFile() throws {
        let known = [Strategy].paper + [own]
        let yaml = least + "strategies: [average, own]\ntraining: {epochs: {own: 7}, threads: {own: 2}}\n"
        let experiment = try Experiment.parse(yaml: yaml, knowing: known)
        let stage = try #require(own.stage)
        #expect(experiment.strategies == [.average, own])
        #expect(experiment.training.epochs[stage] == 7 && experiment.training.threads[stage] == 2)
        #expect(experiment.yaml.contains("own: 7}"))
        #expect(try Experiment.parse(yaml: experiment.yaml, knowing: known) == experiment)
        let untold = try Experiment.parse(yaml: least + "strategies: [own]", knowing: known)
        #expect(untold.training.epochs[stage] == 50 && untold.yaml.contains("own: 50}"))
        #expect(experiment.changes(from: untold).map(\.key).contains("training.epochs.own"))
        #expect(
            experiment.stagesWithMoreEpochs(
                than: try .parse(yaml: yaml.replacing("own: 7", with: "own: 6"), knowing: known)) == [stage])
    }

    @Test func aStrategyThatIsNotGivenIsUnknown() {
        #expect(mistakes(least + "strategies: [own]").joined().contains("expected global, average"))
        #expect(mistakes(least + "training: {epochs: {own: 1}}").joined().contains("unknown key 'own'"))
    }
}
