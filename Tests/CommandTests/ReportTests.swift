import Foundation
import Testing

/// A Python with Selenium, where the test command has made one, and the browser that it drives.
private let python = ProcessInfo.processInfo.environment["TESSERA_PYTHON"]
private let isBrowserHere = ["/usr/bin/chromium", "/usr/bin/chromedriver"].allSatisfy(
    FileManager.default.isExecutableFile)

/// Pages about runs, from training to what a browser shows of them.
@Suite struct ReportTests {
    /// What a browser makes of a page: Report/look.py.
    private struct Look: Decodable {
        let wrong: [String]
        let charts: Int
        let pages: Int
        let text: String
    }

    /// Names that nobody should call a class, and that must neither run nor break the page.
    private static let names = [
        "<script>window.hacked = 1</script>", "\"quotes\" & 'apostrophes'",
        "</style><img src=x onerror='window.hacked=1'>",
        "\u{202E}override", "עברית", String(repeating: "long-name-", count: 30), "plain", "x", "a b", "&lt;",
    ]

    /// Two runs on pictures whose data folder and classes have hostile names, one on volumes.
    private func place() async throws -> Workplace {
        let place = try Workplace()
        try place.writeIDX(training: 60, validation: 40)
        try place.write(Self.names.joined(separator: "\n"), to: "data/classes.txt")
        let folder = "<b>\"data\"'s & more"
        try FileManager.default.moveItem(atPath: place.path("data"), toPath: place.path(folder))
        try place.writeVolumes()
        try place.writeExperiment()
        let path = "data.path=\(#"'<b>"data"''s & more'"#)"
        async let first = place.train("--output", "a", "--set", path)
        async let second = place.train(
            "--output", "b", "--set", path, "--set", "seed=2", "--set", "decomposition.overlap=2", "--set",
            "strategies=[average, transfer]")
        try place.write(
            """
            name: volumes
            data: {path: data}
            decomposition: {grid: [2, 1, 2]}
            network: {architecture: [{convolution: 4}, relu, globalAveragePool, flatten]}
            strategies: [average]
            training: {epochs: 2, batchSize: 4, precision: float32}

            """, to: "volumes.yaml")
        async let volumes = place.tessera(["train", "volumes.yaml", "--output", "v"]).run()
        for outcome in try await [first, second, volumes] { #expect(outcome.status == 0, "\(outcome.errors)") }
        return place
    }

    @Test func pagesHoldWhatTheyShouldAndSayWhatIsMissing() async throws {
        let place = try await place()
        let outcome = try await place.tessera(["report", "a"]).run()
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.contains("Report: a/report.html ("))
        let compared = try await place.tessera(["report", "a", "b", "--output", "compared.html"]).run()
        #expect(compared.status == 0 && compared.errors.isEmpty, "\(compared.errors)")
        let volumes = try await place.tessera(["report", "v"]).run()
        #expect(volumes.status == 0 && volumes.errors.isEmpty, "\(volumes.errors)")
        for file in ["a/report.html", "compared.html", "v/report.html"] {
            let page = try place.text(file)
            #expect(page.utf8.count < 1_000_000 && !page.contains("<script") && !page.contains("\u{202E}"))
            for part in [
                "Results", "Learning curves", "Accuracy of the subdomains", "Measures", "Confusion", "Time line",
                "experiment.yaml",
            ] { #expect(page.contains(part), "no \(part) in \(file)") }
        }
        #expect(try place.text("compared.html").contains("decomposition.overlap"))
        #expect(!place.files(below: ".").contains { $0.hasSuffix(".tmp") })

        try FileManager.default.moveItem(atPath: place.path("data"), toPath: place.path("elsewhere"))
        let moved = try await place.tessera(["report", "v", "--output", "moved.html"]).run()
        #expect(
            moved.status == 0 && moved.errors.contains("note: v: data, the run's data, is not there"), "\(moved.errors)"
        )
        let page = try place.text("moved.html")
        #expect(page.contains("Parts of this page are missing") && page.contains("Learning curves"))
        #expect(!page.contains("Worst errors") && page.contains("Accuracy of the subdomains"))

        if let python, isBrowserHere {
            try await lookAt(
                ["a/report.html", "compared.html"], quickly: ["v/report.html", "moved.html"], place, python)
        }
    }

    /// Opens pages in a browser, light, dark and on paper; the first at three widths, the rest as on a phone.
    private func lookAt(_ first: [String], quickly rest: [String], _ place: Workplace, _ python: String) async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Report/look.py")
        let command = Command(
            executable: python, arguments: [script.path] + first + ["--quick"] + rest, folder: place.path)
        let outcome = try await command.run()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let looks = try JSONDecoder().decode([Look].self, from: Data(outcome.output.utf8))
        let files = first + rest
        #expect(looks.count == files.count)
        for (file, look) in zip(files, looks) {
            #expect(look.wrong.isEmpty, "\(file): \(look.wrong.joined(separator: "\n"))")
            #expect((2...18).contains(look.pages), "\(file): \(look.pages) pages")
        }
        // Of ten curves, a map, two charts of intervals and a time line.
        #expect(looks[0].charts == 14, "\(looks[0].charts)")
        #expect(looks[0].text.contains("<script>window.hacked = 1</script>"), "shown as it is written")
        // Three planes.
        #expect(looks[2].charts == looks[3].charts + 2, "\(looks[2].charts), \(looks[3].charts)")
    }

    @Test func aRunThatIsNotDoneHasAPage() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        #expect(try await place.train("--only", "1").status == 0)
        let outcome = try await place.tessera(["report", "runs/tiny"]).run()
        #expect(
            outcome.status == 0 && outcome.errors.contains("none of its strategies is trained yet"), "\(outcome.errors)"
        )
        let page = try place.text("runs/tiny/report.html")
        #expect(
            page.contains("No strategy is trained") && page.contains("1 local network") && page.contains("Time line"))
        // Resumed by another process: spans of both calls.
        #expect(try await place.train("--resume", "--set", "strategies=[average]").status == 0)
        let lines = try ["00", "01"].map { try place.text("runs/tiny/local/\($0)/timeline.csv").split(separator: "\n") }
        #expect(lines.map(\.count) == [2, 2], "\(lines)")
    }

    @Test func whatCannotBeDoneIsTold() async throws {
        let place = try Workplace()
        try place.writeIDX()
        try place.writeExperiment()
        #expect(try await place.train("--output", "a", "--set", "strategies=[average]").status == 0)
        for (arguments, status, words) in [
            (["none"], 65, "none holds no run"), (["data"], 65, "data holds no run"), ([], 64, "run"),
            (["a", "a"], 64, "--output"), (["a", "--output", "none/page.html"], 74, "none/page.html"),
            (["a", "--output", "data"], 74, "data"), (["a", "--device", "cuda:99"], 69, "cuda"),
        ] as [([String], Int32, String)] {
            let outcome = try await place.tessera(["report"] + arguments).run()
            #expect(outcome.status == status && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
            expectClear(outcome)
        }
        #expect(!place.exists("a/report.html"))
    }
}
