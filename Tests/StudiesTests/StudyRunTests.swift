import Foundation
import TesseraExperiments
import TesseraStrategies
import TesseraStudies
import TesseraTraining
import TestSupport
import Testing

@Suite struct StudyRunTests {
    private let place: TemporaryFolder
    private let study: Study

    init() throws {
        place = try TemporaryFolder()
        try place.writePictures(to: "data", count: 10)
        try """
        name: tiny
        data: {path: \(place.path)/data, cache: false}
        decomposition: {grid: [1, 2]}
        network: {architecture: vgg3, width: 4}
        strategies: [average, transfer]
        training: {epochs: 1, batchSize: 8}

        """.write(toFile: place.path + "/row.yaml", atomically: true, encoding: .utf8)
        try """
        title: A study
        results: \(place.path)/kept
        page: \(place.path)/page.md
        rows: [{name: row, title: The row, seeds: [1, 2], targets: [0.1], published: {transfer: [[0.9, 0.95]]}}]

        """.write(toFile: place.path + "/study.yaml", atomically: true, encoding: .utf8)
        study = try Study.load(path: place.path + "/study.yaml", knowing: .paper)
    }

    private func runs() throws -> [StudyRun] {
        try StudyRun.all(
            of: study, at: place.path + "/study.yaml", runs: place.path + "/runs", strategies: .builtIn)
    }

    @Test func eachSeedIsTrainedOnceAndItsFiguresAreInThePage() throws {
        let all = try runs()
        #expect(all.map(\.seed) == [1, 2])
        #expect(all.filter(\.isKept).isEmpty)
        for run in all { try run.train { _ = try ExperimentRun($0, in: $1).run() } }
        let kept = try runs()
        #expect(kept.filter(\.isKept).count == 2)
        for run in kept { try run.train { _, _ in Issue.record("trained twice") } }
        try StudyPage(study, file: place.path + "/study.yaml", kept).write()
        let page = try String(contentsOfFile: place.path + "/page.md", encoding: .utf8)
        #expect(page.contains("### The row") && page.contains("mean ± deviation of 2 runs"))
        #expect(page.contains("/ 0.9000") && page.contains("| transfer"))
        #expect(FileManager.default.fileExists(atPath: place.path + "/kept/study/row/seed-1/curves.svg"))
    }

    @Test func anotherExperimentInTheFolderIsRefused() throws {
        let run = try runs()[0]
        try run.train { _ = try ExperimentRun($0, in: $1).run() }
        try FileManager.default.removeItem(atPath: place.path + "/kept")
        let file = place.path + "/row.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8).replacing("batchSize: 8", with: "batchSize: 4")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let error = try #require(
            throws: StudyError.self, performing: { try runs()[0].train { _, _ in Issue.record("trained") } })
        #expect(error.description.contains("training.batchSize was 8, now 4"))
    }
}
