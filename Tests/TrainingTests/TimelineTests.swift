import Foundation
import TesseraExperiments
import TesseraFiles
import TesseraModels
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

@Suite struct TimelineTests {
    private let place: TemporaryFolder
    private let worker = Worker(number: 1, device: .cpu)

    init() throws { place = try TemporaryFolder() }

    private func train(_ name: String, stop: StopFlag = StopFlag(), observer: any TrainingObserver = SilentObserver())
        throws
    {
        var section = try experiment().training
        section.epochs.local = 3
        section.batchSize = 8
        let folder = NetworkFolder(path: "\(place.path)/\(name)")
        try makeFolder(folder.path)
        let trainer = Trainer(
            network: .local(0), recipe: Recipe(section, stage: .local, precision: .float32), training: vectors(40),
            validation: vectors(40, seed: 2), classes: 3, key: key, device: .cpu, folder: folder,
            timeline: folder.timeline(on: worker), observer: observer, stop: stop)
        _ = try trainer.train(denseNet())
    }

    private func spans(_ name: String) -> [TrainingSpan] { NetworkFolder(path: "\(place.path)/\(name)").spans }

    @Test func csvComesBack() throws {
        let spans = (0..<3).map { index in
            let began = Date(timeIntervalSince1970: 1_700_000_000.125 + Double(index) * 86_400)
            return TrainingSpan(
                began: began, ended: began.addingTimeInterval(0.5 * Double(index)), worker: index,
                device: "cuda:\(index)")
        }
        #expect([TrainingSpan](csv: spans.csv) == spans)
        #expect([TrainingSpan](csv: [TrainingSpan]().csv) == [])
        for bad in [
            "", "x", spans.csv + "1,2", spans.csv.replacing("T", with: " "), spans.csv.replacing(",1,", with: ",-1,"),
        ] {
            #expect([TrainingSpan](csv: bad) == nil, "\(bad)")
        }
        let backwards = [TrainingSpan(began: .now, ended: .now - 1, worker: 0, device: "cpu")]
        #expect([TrainingSpan](csv: backwards.csv) == nil)
    }

    @Test func eachCallAddsASpan() throws {
        var calls = 0
        while !place.exists("a/weights.safetensors") {
            try #require(calls < 20)
            calls += 1
            let stop = StopFlag()
            let countdown = Countdown(4)
            let listener = Listener { if case .progress = $0, countdown.isOver() { stop.set(signal: 2) } }
            do { try train("a", stop: stop, observer: listener) } catch is Interrupted {}
        }
        let spans = spans("a")
        #expect(calls > 2 && spans.count == calls)
        #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.ended <= $1.began })
        #expect(spans.allSatisfy { $0.worker == 1 && $0.device == "cpu" })
    }

    @Test func aTrainingThatBeginsAnewForgetsTheOld() throws {
        try train("a")
        let first = spans("a")
        try NetworkFolder(path: "\(place.path)/a").forget()
        try train("a")
        #expect(first.count == 1 && spans("a").count == 1 && spans("a") != first)
    }

    @Test func whatIsNoTimelineIsNoHindrance() throws {
        let folder = NetworkFolder(path: place.path)
        #expect(folder.spans.isEmpty)
        try place.write("nonsense", to: "timeline.csv")
        #expect(folder.spans.isEmpty)
        try folder.timeline(on: worker)?.write()
        #expect(folder.spans.count == 1)
    }

    @Test func aRunTellsItsNetworks() throws {
        let folder = RunFolder(path: place.path)
        #expect(folder.networks(subdomains: 4).isEmpty && folder.environment.isEmpty)
        #expect(throws: RunError.noRun(place.path)) { try folder.readExperiment() }
        for (number, name) in ["local/03", "global", "transfer"].enumerated() {
            try makeFolder("\(place.path)/\(name)")
            try place.write(history(number + 1).csv, to: "\(name)/history.csv")
        }
        let networks = folder.networks(subdomains: 4)
        #expect(networks.map(\.name) == ["global", "local 03", "transfer"])
        #expect(networks.map(\.stage) == [.global, .local, .transfer])
        #expect(networks.map(\.history.count) == [2, 1, 3])
    }
}
