import Foundation
import Synchronization
import TestSupport
import Testing

/// `tessera study`: a list of experiments, their tables, and what is kept of them.
@Suite struct StudyTests {
    private func place() throws -> Workplace {
        let place = try Workplace()
        try FashionMNIST.write(training: 120, validation: 40, to: place)
        try place.writeExperiment()
        for (set, epochs) in [("quick", 1), ("slow", 2)] {
            let yaml = try place.text("experiment.yaml").replacing("local: 3", with: "local: \(epochs)")
            try place.write(yaml, to: "lists/\(set)/tiny.yaml")
            try place.write(yaml.replacing("path: data", with: "path: nowhere"), to: "lists/\(set)/lost.yaml")
        }
        try place.write(
            """
            title: Small tables
            sets: [quick, slow]
            results: kept
            page: page.md
            rows:
              - name: tiny
                title: Tiny pictures
                seeds: [1, 2]
                note: "Only 120 of the pictures."
                targets: [0.01, 1]
                published: {average: [[0.01, 0.5]], transfer: [[0.999, 1]], cnn-dnn: [[0.001, 1], [0.002, 1]]}
              - name: overlapping
                title: With overlap
                experiment: tiny.yaml
                set: ["decomposition.overlap=2", "strategies=[average]"]
              - {name: lost, title: Without data}

            """, to: "lists/tables.yaml")
        return place
    }

    private func study(_ place: Workplace, _ arguments: String...) async throws -> Outcome {
        try await place.tessera(["study", "lists/tables.yaml"] + arguments).run()
    }

    @Test(.enabled(if: FashionMNIST.isHere)) func trainsKeepsAndTells() async throws {
        let place = try place()
        try place.write("# My page\n\nWords.\n", to: "page.md")
        let before = try await study(place, "--tables")
        #expect(before.status == 0 && before.errors.isEmpty, "\(before.errors)")
        #expect(try place.text("page.md").hasPrefix("# My page\n\nWords.\n\n## Small tables: quick\n"))

        let outcome = try await study(place, "quick")
        #expect(outcome.status == 65, "a row failed")
        let lost = outcome.errorLines.first { $0.hasPrefix("error: quick/lost, seed 1: nowhere") }
        #expect(lost != nil, "\(outcome.errors)")
        #expect(outcome.errorLines.last == "error: 1 of 4 runs failed; see above, then call this again")
        let page = try place.text("page.md")
        #expect(page.hasPrefix("# My page\n\nWords.\n"))
        for part in [
            "### Tiny pictures", "mean ± deviation of 2 runs (seeds 1, 2)", "Only 120 of the pictures.",
            "120 training, 40 validation", "overlap 2", "Not run:\n\n- Without data, with the data in `nowhere`\n",
            "| 0.0010, 0.0020 |", "to 0.01", "![Curves](kept/tables/quick/tiny/seed-1/curves.svg)",
            "`kept/tables/quick/tiny/seed-1`", "- Tiny pictures, with the data in `data`\n",
        ] { #expect(page.contains(part), "\(part) is not in: \(page)") }
        // Bold where ours is at least the published figure.
        let line = try #require(page.split(separator: "\n").first { $0.hasPrefix("| Tiny pictures") })
        #expect(line.contains("** / 0.0100 |") && line.contains("** / 0.0010, 0.0020 |"), "\(line)")
        #expect(!line.contains("** / 0.9990"), "\(line)")
        #expect(place.exists("kept/tables/quick/overlapping/seed-1/local/00/history.csv"))
        let curves = try place.text("kept/tables/quick/tiny/seed-1/curves.svg")
        #expect(curves.hasPrefix("<svg ") && curves.contains("coherent") && curves.contains("transfer"))
        #expect(!place.files(below: "kept").contains { $0.hasSuffix(".safetensors") })

        // Without the runs what is kept is enough, and the page stays as it is.
        try place.remove("runs")
        let again = try await study(place, "quick", "--only", "tiny,overlapping")
        #expect(again.status == 0 && again.errors == "3 runs, 3 of them done\n", "\(again.errors)")
        #expect(try place.text("page.md") == page)
        #expect(!place.exists("runs"))
    }

    @Test(.enabled(if: FashionMNIST.isHere), arguments: [1, 2]) func goesOnWhereItWasStopped(seed: Int) async throws {
        let place = try place()
        var command = place.tessera(["study", "lists/tables.yaml", "slow", "--only", "tiny", "--workers", "1"])
        let isDue = Mutex(false)
        command.onErrorLine = { process, line in
            isDue.withLock { isDue in
                if line.contains("seed \(seed), \(seed) of 2") { isDue = true }
                guard isDue, line.hasPrefix("local 01") else { return }
                kill(process, SIGTERM)
                isDue = false
            }
        }
        let stopped = try await command.run()
        #expect(stopped.status == 143, "\(stopped.errors)")
        #expect(stopped.errorLines.last == "terminated; continue with the same command")
        let outcome = try await study(place, "slow", "--only", "tiny")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("2 runs, \(seed - 1) of them done"))
        #expect(outcome.errors.contains("== slow/tiny, seed 2, \(3 - seed) of \(3 - seed)"))
        #expect(try place.text("page.md").contains("mean ± deviation of 2 runs"))
    }

    /// A row whose experiment was changed is neither told from what it was nor trained over it.
    @Test(.enabled(if: FashionMNIST.isHere)) func aChangedExperimentIsAnotherOne() async throws {
        let place = try place()
        #expect(try await study(place, "quick", "--only", "overlapping").status == 0)
        let yaml = try place.text("lists/quick/tiny.yaml").replacing("learningRate: 0.004", with: "learningRate: 0.002")
        try place.write(yaml, to: "lists/quick/tiny.yaml")
        let outcome = try await study(place, "quick", "--only", "overlapping")
        #expect(outcome.status == 65)
        let message = "as it was before a change (training.learningRate.global was 0.004, now 0.002;"
        #expect(outcome.errors.contains(message) && outcome.errors.contains("remove it to train"), "\(outcome.errors)")
        try place.remove("runs/tables/quick/overlapping")
        #expect(try await study(place, "quick", "--only", "overlapping").status == 0)
        #expect(try place.text("kept/tables/quick/overlapping/seed-1/experiment.yaml").contains("0.002"))
        // What cannot be read is not done.
        try place.write("{", to: "kept/tables/quick/overlapping/seed-1/results.json")
        let again = try await study(place, "quick", "--only", "overlapping")
        #expect(again.status == 0 && again.errors.contains("1 runs, 0 of them done"), "\(again.errors)")
    }

    @Test func refusals() async throws {
        let place = try place()
        for (arguments, message) in [
            (["quik"], "has no set 'quik'; it has quick, slow"),
            (["--only", "tiny,big"], "has no row 'big'; it has tiny, overlapping, lost"),
        ] {
            let outcome = try await place.tessera(["study", "lists/tables.yaml"] + arguments).run()
            #expect(outcome.status == 64 && outcome.errors.contains(message), "\(outcome.errors)")
        }
        for arguments in [["--workers", "0"], ["--only", ""]] {
            #expect(try await place.tessera(["study", "lists/tables.yaml"] + arguments).run().status == 64)
        }
        for output in ["kept", "kept/tables", "."] {
            let outcome = try await study(place, "--output", output)
            #expect(
                outcome.status == 65 && outcome.errors.contains("name folders beside each other"), "\(outcome.errors)")
        }
        var together = place.tessera(["study", "lists/tables.yaml"])
        together.environment["OMPI_COMM_WORLD_SIZE"] = "2"
        #expect(try await together.run().errors.contains("one run after another in one process"))
        let marks = ["<!-- study tables/quick: begin -->\n", "<!-- study tables/quick: end -->\nwords\n"]
        for page in [marks[0], marks[1], marks[1] + marks[0], marks[0] + marks[0] + marks[1]] {
            try place.write(page, to: "page.md")
            let outcome = try await study(place, "--tables")
            #expect(outcome.status == 65 && outcome.errors.contains("leave one of each around the tables"), "\(page)")
            #expect(try place.text("page.md") == page)
        }
        try place.remove("page.md")
        try place.write("name: [\n", to: "lists/slow/lost.yaml")
        let broken = try await study(place, "--tables")
        #expect(broken.status == 65 && broken.errors.contains("lists/slow/lost.yaml:"), "\(broken.errors)")
        #expect(!place.exists("page.md"))
    }
}
