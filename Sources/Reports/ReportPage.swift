import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

/// A page about runs: what they have in common first, then each by itself.
package struct ReportPage {
    package let runs: [ReportedRun]

    /// A page about these runs.
    package init(runs: [ReportedRun]) { self.runs = runs }

    package var isSingle: Bool { runs.count == 1 }

    /// What its runs may train, local networks first.
    package var stages: [Stage] {
        let all = runs.flatMap(\.stages).reduce(into: [Stage]()) { if !$0.contains($1) { $0.append($1) } }
        return all.filter { $0 == .local } + all.filter { $0 != .local }
    }

    /// What a run is called in tables and beside lines: a letter; after the 26th a number.
    package func letter(_ index: Int) -> String {
        index < 26 ? String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index))) : "\(index + 1)"
    }

    /// The page.
    package var page: Page {
        let names = runs.map(\.experiment.name).joined(separator: ", ")
        let sections = isSingle ? singleSections : comparedSections
        return Page(
            title: "\(names): Tessera report",
            body: [
                .tag("header", [:], isSingle ? singleHeader(runs[0]) : comparedHeader),
                .tag(
                    "nav", ["aria-label": "Sections"],
                    .tag(
                        "ul", [:],
                        Markup(
                            sections.map { section in
                                .tag("li", [:], .tag("a", ["href": "#\(section.id)"], section.title))
                            }))),
                .tag("main", [:], Markup(sections.map { $0.markup(level: 2) })),
            ])
    }

    private var singleSections: [ReportSection] {
        [resultsSection, curvesSection] + sections(of: 0, prefix: "") + [settingsSection(of: 0, prefix: "")]
    }

    private var comparedSections: [ReportSection] {
        [differencesSection, resultsSection, curvesSection]
            + runs.indices.map { index in
                let parts = sections(of: index, prefix: "run-\(index + 1)-")
                return ReportSection(
                    id: "run-\(index + 1)", title: ["Run \(letter(index)): ", .name(runs[index].experiment.name)],
                    content: [
                        about(runs[index]),
                        Markup(
                            (parts + [settingsSection(of: index, prefix: "run-\(index + 1)-")])
                                .map { $0.markup(level: 3) }),
                    ])
            }
    }

    private func sections(of index: Int, prefix: String) -> [ReportSection] {
        let run = runs[index]
        return [
            subdomainsSection(run), measuresSection(run), confusionSection(run), mistakesSection(run),
            timelineSection(run),
        ].compactMap(\.self).map { ReportSection(id: prefix + $0.id, title: $0.title, content: $0.content) }
    }
}

/// A part of the page under a title.
package struct ReportSection {
    package let id: String
    package let title: Markup
    package let content: Markup

    package func markup(level: Int) -> Markup {
        .tag(
            "section", ["id": id, "aria-labelledby": "\(id)-title"],
            [
                .tag("h\(level)", ["id": "\(id)-title"], title), content,
            ])
    }
}

extension ReportPage {
    private func singleHeader(_ run: ReportedRun) -> Markup {
        [.tag("h1", [:], .name(run.experiment.name)), about(run)]
    }

    private var comparedHeader: Markup {
        [
            .tag("h1", [:], "\(runs.count) runs compared"),
            .tag(
                "ul", ["class": "legend"],
                Markup(
                    runs.indices.map { index in
                        .tag(
                            "li", [:],
                            [
                                lineKey(Ink(index)), .tag("strong", [:], "\(letter(index)) "),
                                .name(runs[index].experiment.name), " ",
                                .tag("code", ["class": "quiet"], .name(runs[index].path)),
                            ])
                    })),
        ]
    }

    /// What was trained on what, what came out, and what is missing.
    private func about(_ run: ReportedRun) -> Markup {
        var words: [String] = []
        words.append("\(run.experiment.globalNetwork.name), \(run.experiment.decomposition.words) subdomains")
        if let trained = run.trained {
            let shape = trained.shape.map(String.init).joined(separator: " x ")
            words.append("samples of \(shape) in \(trained.classes.count) classes")
        }
        if let measured = run.measured {
            words.append("measured on \(Format.count(measured.count)) \(measured.part) samples")
        }
        if let time = run.environment.first(where: { $0.name == "time" })?.value.prefix(10) {
            words.append("trained \(time)")
        }
        let notes = run.notes.map { note in
            Markup.tag("p", ["class": "note", "role": "note"], ["Parts of this page are missing: ", .name(note)])
        }
        let unfinished = run.trained.flatMap { $0.missing.isEmpty ? nil : $0.missing.map(\.name) }.map {
            Markup.tag(
                "p", ["class": "note", "role": "note"],
                "This run is unfinished: \($0.joined(separator: ", ")) \($0.count == 1 ? "is" : "are") not trained yet."
            )
        }
        return [
            .tag("p", ["class": "quiet"], "\(words.joined(separator: " · "))"), summary(run), unfinished ?? [],
            Markup(notes),
        ]
    }

    /// The best strategy beside the benchmark.
    private func summary(_ run: ReportedRun) -> Markup {
        guard let strategies = run.results?.strategies,
            let best = strategies.max(by: { $0.validation.accuracy < $1.validation.accuracy })
        else { return [] }
        let rest = strategies.first { $0.strategy == "global" && $0.strategy != best.strategy }.map {
            "; the global network has \(Format.accuracy($0.validation.accuracy))"
        }
        let used = run.trained.flatMap { $0.defaultStrategy.name == best.strategy ? nil : $0.defaultStrategy }.map {
            " What decides where none is named is \($0.name): transfer where it is trained, else the last, whichever is best."
        }
        return .tag(
            "p", [:],
            [
                "Best on the validation part: ", .tag("strong", [:], Markup(best.strategy)),
                ", \(Format.accuracy(best.validation.accuracy))\(rest ?? "").\(used ?? "")",
            ])
    }

    /// A short piece of a line, for legends.
    package func lineKey(_ ink: Ink) -> Markup { Key.line(ink) }
}
