import Foundation
import TesseraExperiments
import Testing

@Suite struct StudyTests {
    /// Reads a study from a file of its own.
    private func load(_ yaml: String) throws -> Study {
        let path = NSTemporaryDirectory() + "tessera-study-\(UUID().uuidString).yaml"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: path))
        return try Study.load(path: path)
    }

    private func mistakes(_ yaml: String) -> [String] {
        do {
            _ = try load(yaml)
            return []
        } catch {
            return (error as? ExperimentError)?.mistakes.map(\.message) ?? ["\(error)"]
        }
    }

    @Test func everyKey() throws {
        let study = try load(
            """
            title: Tables
            sets: [quick, paper]
            results: kept
            page: page.md
            rows:
              - name: a
                title: The first
              - name: b
                title: The second
                experiment: other.yaml
                set: ["decomposition.overlap=2"]
                seeds: [1, 2, 3]
                note: "Half of the data."
                published:
                  average: [[0.6745, 0.7081]]
                  cnn-dnn: [[0.7669, 0.8071], [0.7999, 0.8663]]
            """)
        #expect(study.title == "Tables" && study.sets == ["quick", "paper"])
        #expect(study.results == "kept" && study.page == "page.md")
        #expect(study.rows.map(\.file) == ["a.yaml", "other.yaml"])
        let (first, second) = (study.rows[0], study.rows[1])
        #expect(first.seeds == [1] && first.set.isEmpty && first.published[.average].isEmpty)
        #expect(second.seeds == [1, 2, 3] && second.set == ["decomposition.overlap=2"])
        #expect(second.note == "Half of the data.")
        #expect(second.published[.average].map(\.validation) == [0.6745])
        #expect(second.published[.cnnDNN].map(\.training) == [0.8071, 0.8663])
        #expect(second.published[.transfer].isEmpty)
    }

    @Test func allMistakesAtOnce() {
        let found = mistakes(
            """
            rows:
              - {name: a, title: A, seed: [1]}
              - {name: a, title: B, published: {averge: [[1, 2]], majority: [[0.5, 70]]}}
            """)
        let parts = [
            "title is missing", "did you mean 'seeds'?", "did you mean 'average'?", "an accuracy from 0 to 1",
        ]
        for part in parts { #expect(found.contains { $0.contains(part) }, "\(part) in \(found)") }
    }

    @Test func rowsHaveNamesOfTheirOwn() {
        let rows = "rows: [{name: a, title: A}, {name: a, title: B}]"
        #expect(mistakes("title: t\n\(rows)") == ["two rows have the same name; give each its own"])
    }

    @Test func whatIsNoStudy() {
        #expect(mistakes("") == ["the file is empty; a study has at least title and rows"])
        #expect(mistakes("- a")[0].contains("not a map of keys such as 'title: my study'"))
        let missing = #expect(throws: ExperimentError.self) { try Study.load(path: "/nowhere/s.yaml") }
        #expect(missing?.description.contains("give the path of a study file") ?? false)
    }
}
