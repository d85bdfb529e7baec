import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension ReportPage {
    /// A line of the table of results.
    private struct Line {
        package let name: String
        package let validation, training: Double
        package let test: Double?
        package let seconds, parallelSeconds: Double
        package let parameters, imagePasses: Int?
        package var hasLearnt = true
    }

    /// The paper-style table; of several runs side by side.
    package var resultsSection: ReportSection {
        ReportSection(
            id: "results", title: "Results",
            content: (isSingle
                ? table(runs[0]) + explanation
                : accuracies + comparedTable + explanation) + learning)
    }

    private var explanation: Markup {
        .tag(
            "p", ["class": "quiet"],
            """
            Accuracies of each part of the data. Seconds are the work of all networks that a strategy needs, parallel \
            seconds the slowest local network and what follows it. The best validation accuracy is bold.
            """)
    }

    /// What to know about networks that have learnt nothing, of each run that has one.
    private var learning: Markup {
        Markup(
            runs.flatMap { run in
                (run.results?.notesOnLearning(knowing: run.strategies) ?? []).map {
                    .tag("p", [:], Markup(isSingle ? $0 : "\(run.path): \($0)"))
                }
            })
    }

    private func strategies(_ run: ReportedRun) -> [Line] {
        guard let results = run.results else { return [] }
        return results.strategies.map { result in
            Line(
                name: result.strategy, validation: result.validation.accuracy, training: result.training.accuracy,
                test: result.test?.accuracy, seconds: result.seconds, parallelSeconds: result.parallelSeconds,
                parameters: results.parameters(of: result),
                imagePasses: result.imagePasses,
                hasLearnt: result.learnt ?? true)
        }
    }

    /// Each local network, or the mean of many.
    private func locals(_ run: ReportedRun, each: Bool) -> [Line] {
        guard let results = run.results, !results.locals.isEmpty else { return [] }
        func line(_ name: String, _ locals: [LocalResult], _ parameters: Int?) -> Line {
            func mean(_ value: (LocalResult) -> Double) -> Double {
                locals.reduce(0) { $0 + value($1) } / Double(locals.count)
            }
            return Line(
                name: name, validation: mean(\.validation.accuracy), training: mean(\.training.accuracy),
                test: locals.allSatisfy { $0.test != nil } ? mean { $0.test?.accuracy ?? 0 } : nil,
                seconds: mean(\.seconds), parallelSeconds: mean(\.seconds), parameters: parameters, imagePasses: nil)
        }
        let parameters = results.parameters.local
        guard each, results.locals.count <= 16 else {
            return [line("mean of \(results.locals.count) locals", results.locals, parameters.first)]
        }
        return results.locals.map { local in
            let isKnown = parameters.indices.contains(local.subdomain)
            var line = line("local \(local.subdomain)", [local], isKnown ? parameters[local.subdomain] : nil)
            line.hasLearnt = local.learnt ?? true
            return line
        }
    }

    private func columns(_ hasTest: Bool) -> [DataTable.Column] {
        [.number("validation"), .number("training")] + (hasTest ? [.number("test")] : [])
            + [.number("seconds"), .number("parallel s"), .number("parameters"), .number("image passes")]
    }

    private func cells(_ line: Line, hasTest: Bool, isBest: Bool) -> [DataTable.Cell] {
        [.number(Format.accuracy(line.validation), isBest: isBest), .number(Format.accuracy(line.training))]
            + (hasTest ? [.number(Format.accuracy(line.test))] : [])
            + [
                .number(Format.decimals(line.seconds, 1)), .number(Format.decimals(line.parallelSeconds, 1)),
                .number(line.parameters.map(Format.count) ?? ""), .number(line.imagePasses.map(Format.count) ?? ""),
            ]
    }

    private func table(_ run: ReportedRun) -> Markup {
        let strategies = strategies(run)
        let lines = locals(run, each: true) + strategies
        guard !lines.isEmpty else { return .tag("p", [:], "No strategy is trained to its end yet.") }
        let hasTest = lines.contains { $0.test != nil }
        let best = strategies.map(\.validation).max()
        var table = DataTable(
            caption: "Strategies", label: "Results of each strategy",
            columns: [.text("strategy")] + columns(hasTest))
        for (index, line) in lines.enumerated() {
            let isLocal = index < lines.count - strategies.count
            let name = line.name + (line.hasLearnt ? "" : ", learnt nothing")
            table.append(
                [.header(isLocal ? Markup("(\(name))") : Markup(name))]
                    + cells(line, hasTest: hasTest, isBest: !isLocal && line.validation == best),
                beginsGroup: index == lines.count - strategies.count)
        }
        return table.markup
    }

    /// The names of all strategies of all runs.
    private var names: [String] {
        runs.flatMap { locals($0, each: false).map { _ in "mean of locals" } + strategies($0).map(\.name) }
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func line(_ name: String, _ run: ReportedRun) -> Line? {
        name == "mean of locals" ? locals(run, each: false).first : strategies(run).first { $0.name == name }
    }

    /// Just the validation accuracies: a column a run.
    private var accuracies: Markup {
        var table = DataTable(
            caption: "Validation accuracy", label: "Validation accuracy of each strategy and run",
            columns: [.text("strategy")] + runs.indices.map { .number("\(letter($0))") })
        for name in names {
            let values = runs.map { line(name, $0)?.validation }
            let known = values.compactMap(\.self)
            let best = known.count > 1 ? known.max() : nil
            table.append(
                [.header(Markup(name))]
                    + values.map {
                        .number(Format.accuracy($0), isBest: best != nil && $0 == best)
                    })
        }
        return table.markup
    }

    /// All columns: a row a run below each strategy.
    private var comparedTable: Markup {
        let hasTest = runs.contains { $0.results?.strategies.contains { $0.test != nil } ?? false }
        var table = DataTable(
            caption: "Strategies, run by run", label: "Results of each strategy and run",
            columns: [.text("strategy"), .text("run")] + columns(hasTest))
        for name in names {
            let lines = runs.enumerated().compactMap { index, run in line(name, run).map { (letter(index), $0) } }
            let best = lines.map(\.1.validation).max()
            for (place, (letter, line)) in lines.enumerated() {
                table.append(
                    (place == 0 ? [.header(Markup(name), rows: lines.count)] : [])
                        + [.text(Markup(letter))]
                        + cells(line, hasTest: hasTest, isBest: line.validation == best && lines.count > 1),
                    beginsGroup: place == 0)
            }
        }
        return table.markup
    }
}
