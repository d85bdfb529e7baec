import Foundation
import TesseraExperiments
import Testing
import TrainingSupport

@testable import TesseraTraining

@Suite struct LearningRateScheduleTests {
    struct Case: Sendable {
        let name: String
        let shape: Experiment.Schedule
        var warmup = 0.0
    }

    static let cases = [
        Case(name: "constant", shape: .constant), Case(name: "step", shape: .step),
        Case(name: "cosine", shape: .cosine), Case(name: "cosine, warm-up 0.25", shape: .cosine, warmup: 0.25),
        Case(name: "onecycle, warm-up 0.2", shape: .onecycle, warmup: 0.2),
        Case(name: "onecycle, warm-up 0.3", shape: .onecycle, warmup: 0.3),
    ]

    @Test(arguments: cases) func agreesWithPyTorch(_ test: Case) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/schedules.json")
        let fixture = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: file))
        let rates = try #require(fixture[test.name])
        let schedule = LearningRateSchedule(test.shape, peak: try #require(fixture["peak"])[0], warmup: test.warmup)
        for (step, rate) in rates.enumerated() {
            #expect(abs(schedule.learningRate(step: step, of: rates.count) - rate) < 1e-12, "step \(step)")
        }
    }

    @Test(arguments: Experiment.Schedule.allCases, [1, 2, 3, 10, 1000])
    func staysBetweenZeroAndThePeak(_ shape: Experiment.Schedule, steps: Int) {
        for warmup in [0, 0.2, 0.99] {
            let schedule = LearningRateSchedule(shape, peak: 0.5, warmup: warmup)
            for step in 0..<steps {
                let rate = schedule.learningRate(step: step, of: steps)
                #expect(rate > 0 && rate <= 0.5, "step \(step) of \(steps), warm-up \(warmup): \(rate)")
            }
        }
    }
}
