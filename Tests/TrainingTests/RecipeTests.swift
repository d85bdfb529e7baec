import TesseraExperiments
import TesseraTorch
import Testing
import TrainingSupport

@testable import TesseraTraining

@Suite struct RecipeTests {
    @Test func takesWhatTheExperimentSaysForItsStage() throws {
        let section = try Experiment.parse(
            yaml: """
                name: a
                data: {path: b}
                decomposition: {grid: [2, 2]}
                training:
                  epochs: {local: 7}
                  learningRate: {local: 0.25, global: 0.5}
                  optimizer: sgd
                  momentum: 0.75
                  threads: {global: 3}
                  weightDecay: 0.125
                  labelSmoothing: 0.0625
                """
        ).training
        let local = Recipe(section, stage: .local, precision: .bfloat16)
        #expect(local.epochs == 7 && local.rule == .sgd(momentum: 0.75) && local.threads == 1)
        #expect(local.schedule.peak == 0.25 && local.weightDecay == 0.125 && local.labelSmoothing == 0.0625)
        #expect(local.type == .bfloat16)
        let global = Recipe(section, stage: .global, precision: .float32)
        #expect(global.schedule.peak == 0.5 && global.threads == 3 && global.type == .float32)
    }

    @Test func theDenseNetTrainsInFloat32() throws {
        #expect(Recipe(try experiment().training, stage: .cnnDNN, precision: .bfloat16).type == .float32)
    }
}
