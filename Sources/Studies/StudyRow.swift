import Foundation
import TesseraExperiments
import TesseraFiles
import TesseraReporting
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// One row of a study: its finished runs.
package struct StudyRow {
    package let row: Study.Row
    package let experiment: Experiment
    /// The page that tells of it.
    private let page: String
    package let runs: [(run: StudyRun, results: Results)]
    package let seeds: Int
    /// The strategies there are, in their order.
    package let known: [Strategy]

    /// Reads what is kept of the row's runs; runs of another experiment than the file now says do not count.
    package init(_ row: Study.Row, _ runs: [StudyRun], page: String) throws {
        guard let first = runs.first else { preconditionFailure("a row without a run") }
        self.row = row
        self.page = page
        (experiment, seeds, known) = (first.experiment, runs.count, first.kept.strategies.strategies)
        self.runs = try runs.compactMap { run in
            guard run.isKept, let results = try run.kept.readResults() else { return nil }
            return (run, results)
        }
    }

    /// The strategies that its table of all rows has columns for: those that are published or trained.
    package var strategies: [Strategy] {
        known.filter { !row.published[$0].isEmpty || experiment.strategies.contains($0) }
    }

    package var hasPublished: Bool { row.published.strategies.contains { !row.published[$0].isEmpty } }

    package func values(_ strategy: Strategy, _ value: (StrategyResult) -> Double) -> [Double] {
        runs.compactMap { run in run.results.strategies.first { $0.strategy == strategy.name }.map(value) }
    }

    /// Ours and, where there is one, the published validation accuracy.
    package func cell(_ strategy: Strategy) -> String {
        let published = row.published[strategy].map(\.validation)
        let ours = values(strategy, \.validation.accuracy)
        let best = published.max()
        var text = ours.isEmpty ? "not run" : spread(ours)
        if !ours.isEmpty, let best, mean(ours) >= best { text = "**\(text)**" }
        if !experiment.strategies.contains(strategy), ours.isEmpty { text = "" }
        return text + (published.isEmpty ? "" : " / " + published.map(figure).joined(separator: ", "))
    }

    /// A heading, what was trained on what, and a line a strategy; nothing where it was not run.
    package var markdown: String? {
        guard let first = runs.first else { return nil }
        let heading = "### \(row.title)"
        let columns = columns(first.results)
        var table = Table([.text("strategy")] + columns.map { .number($0.title) })
        for result in first.results.strategies {
            guard let strategy = known[named: result.strategy] else { continue }
            table.append([strategy.name] + columns.map { $0.text(strategy, result) })
        }
        return ([heading, about(first.run, first.results), table.markdown] + curves).joined(separator: "\n\n")
    }

    /// The first run's way to its accuracies, where the study asks for it.
    private var curves: [String] {
        guard !row.targets.isEmpty, let (run, results) = runs.first else { return [] }
        let curves = StudyCurves(run, results)
        return [
            "First had a validation accuracy after so many seconds with a device a subdomain, seconds of all networks, and "
                + "passes over the training images:", curves.table(row.targets).markdown, "![Curves](\(picture.link))",
        ]
    }

    /// Where the picture of the curves goes, and how the page finds it.
    private var picture: (file: String, link: String) {
        let file = (runs.first?.run.kept.path ?? "") + "/curves.svg"
        return (file, relative(file, to: page))
    }

    /// Draws the curves.
    package func writePicture() throws {
        guard !row.targets.isEmpty, let (run, results) = runs.first else { return }
        let bytes = Array(StudyCurves(run, results).svg.utf8)
        if FileManager.default.contents(atPath: picture.file).map(Array.init) != bytes {
            try replaceFile(at: picture.file, with: bytes)
        }
    }

    private typealias Column = (title: String, text: (Strategy, StrategyResult) -> String)

    /// What is told of each strategy; of published figures only where there are any, of the speed-up where local
    /// networks were trained as long as the global one.
    ///
    /// The one model's seconds are those of all this machine's cores.
    private func columns(_ results: Results) -> [Column] {
        let samples = runs.first?.run.trainingSamples ?? 0
        let global = mean(values(.global, \.seconds))
        let passes = mean(values(.global) { Double($0.imagePasses) })
        func isComparable(_ result: StrategyResult) -> Bool {
            known[named: result.strategy]?.structure == .independent
                && Double(result.imagePasses) == passes
        }
        func published(_ value: @escaping (Study.Figure) -> Double) -> [Column] {
            hasPublished
                ? [
                    (
                        "published",
                        { strategy, _ in row.published[strategy].map { figure(value($0)) }.joined(separator: ", ") }
                    )
                ]
                : []
        }
        let difference: Column = (
            "difference",
            { strategy, _ in
                row.published[strategy].map(\.validation).max().map {
                    signed(mean(values(strategy, \.validation.accuracy)) - $0)
                } ?? ""
            }
        )
        let speedUp: Column = (
            "speed-up",
            { strategy, result in
                guard isComparable(result) else { return "" }
                return Format.decimals(global / max(mean(values(strategy, \.parallelSeconds)), 1e-9), 1)
            }
        )
        return [("validation", { strategy, _ in spread(values(strategy, \.validation.accuracy)) })]
            + published(\.validation) + (hasPublished ? [difference] : [])
            + [("training", { strategy, _ in spread(values(strategy, \.training.accuracy)) })] + published(\.training)
            + [
                ("epochs", { samples > 0 ? Format.decimals(Double($1.imagePasses) / samples, 0) : "" }),
                ("image passes", { Format.count($1.imagePasses) }),
                ("seconds", { strategy, _ in Format.count(rounding: mean(values(strategy, \.seconds))) }),
                ("parallel s", { strategy, _ in Format.count(rounding: mean(values(strategy, \.parallelSeconds))) }),
            ] + (results.strategies.contains(where: isComparable) ? [speedUp] : []) + [
                ("parameters", { Format.count(results.parameters(of: $1)) })
            ]
    }
}

/// The path of a file as a page in another folder links to it.
private func relative(_ file: String, to page: String) -> String {
    func parts(_ path: String) -> [String] { URL(fileURLWithPath: path).standardizedFileURL.pathComponents }
    let (file, folder) = (parts(file), parts(page).dropLast())
    let common = zip(file, folder).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: folder.count - common) + file.dropFirst(common)).joined(separator: "/")
}
