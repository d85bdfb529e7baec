import Foundation
import TesseraTorch
import Testing
import TrainingSupport

@testable import TesseraTraining

@Suite struct LogProbabilitiesTests {
    @Test func givesEverySampleARowOfLogProbabilities() throws {
        let (model, source) = (try denseNet(), vectors(23))
        let whole = try logProbabilities(of: model, on: source, batchSize: 23, device: .cpu, stop: StopFlag())
        #expect(whole.count == 23 * 3)
        for sample in 0..<23 {
            let sum = whole[3 * sample..<3 * sample + 3].map { exp($0) }.reduce(0, +)
            #expect(abs(sum - 1) < 1e-5)
        }
        let parts = try logProbabilities(of: model, on: source, batchSize: 5, device: .cpu, stop: StopFlag())
        for (a, b) in zip(whole, parts) { #expect(abs(a - b) < 1e-5) }
    }

    @Test func stopsWhenAskedTo() throws {
        let stop = StopFlag()
        stop.set(signal: 15)
        let error = #expect(throws: Interrupted.self) {
            _ = try logProbabilities(of: denseNet(), on: vectors(5), batchSize: 5, device: .cpu, stop: stop)
        }
        #expect(error == .signal(15))
    }
}
