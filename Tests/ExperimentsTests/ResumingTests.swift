import TesseraExperiments
import Testing

@Suite struct ResumingTests {
    private func experiment(_ more: String = "") throws -> Experiment {
        try .parse(yaml: "name: e\ndata: {path: d}\ndecomposition: {grid: [2, 2]}\n" + more)
    }

    @Test(arguments: [
        "", "strategies: [average]", "training: {epochs: {local: 151}}", "training: {epochs: 200}",
        "training: {timeLimit: 3}", "training: {keepCheckpoints: 2}", "training: {onDivergence: retry}",
        "training: {onStall: retry}", "version: \(Experiment.currentVersion)",
    ])
    func mayChange(_ more: String) throws {
        #expect(try experiment(more).hindrances(resuming: experiment()).isEmpty)
    }

    @Test func mayNotChange() throws {
        let other = try experiment(
            "seed: 4\ntraining: {epochs: {local: 149, global: 151}, batchSize: 64, learningRate: {local: 1}}")
        #expect(
            try other.hindrances(resuming: experiment()).map(\.description) == [
                "seed was 1, now 4", "training.epochs.local was 150, now 149", "training.batchSize was 128, now 64",
                "training.learningRate.local was 0.001, now 1",
            ])
        #expect(try other.stagesWithMoreEpochs(than: experiment()) == [.global])
    }

    @Test func theDataMayLieElsewhere() throws {
        let other = try Experiment.parse(
            yaml: "name: e\ndata: {path: x, fingerprints: false}\ndecomposition: {grid: [2, 2]}\n")
        #expect(try other.hindrances(resuming: experiment()).isEmpty)
    }

    @Test(arguments: [
        "", "strategies: [average]", "training: {timeLimit: 3}", "training: {precision: auto}",
    ])
    func givesTheSameResults(_ more: String) throws {
        #expect(try experiment(more).givesTheResults(of: experiment("training: {precision: bfloat16}")))
    }

    @Test func otherDataGiveOtherResults() throws {
        let other = try Experiment.parse(yaml: "name: e\ndata: {path: x}\ndecomposition: {grid: [2, 2]}\n")
        #expect(try !other.givesTheResults(of: experiment()))
    }

    @Test(arguments: [
        "seed: 2", "training: {epochs: {local: 151}}", "network: {width: 3}", "training: {precision: float32}",
    ])
    func givesOtherResults(_ more: String) throws {
        #expect(try !experiment(more).givesTheResults(of: experiment("training: {precision: bfloat16}")))
    }
}
