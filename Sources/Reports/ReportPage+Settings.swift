import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension ReportPage {
    /// The settings that are not the same in all runs.
    package var differencesSection: ReportSection {
        let first = runs[0].experiment
        let changes = runs.map { $0.experiment.changes(from: first) }
        let keys = changes.joined().map(\.key).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        guard !keys.isEmpty else {
            return ReportSection(
                id: "differences", title: "What differs",
                content: .tag("p", [:], "Nothing: all runs have the same settings."))
        }
        var table = DataTable(
            caption: "Settings", label: "Settings that differ",
            columns: [.text("setting")] + runs.indices.map { .text("\(letter($0))") })
        for key in keys {
            let old = changes.joined().first { $0.key == key }?.old ?? ""
            let values = changes.map { $0.first { $0.key == key }?.new ?? old }
            table.append(
                [.header(.tag("code", [:], Markup(key)))] + values.map { .text(.tag("code", [:], .name($0))) })
        }
        return ReportSection(id: "differences", title: "What differs", content: table.markup)
    }

    /// The experiment file with every value in force, and where it was trained.
    package func settingsSection(of index: Int, prefix: String) -> ReportSection {
        let run = runs[index]
        var facts = DataTable(
            caption: "Environment", label: "Environment", columns: [.text("what"), .text("value")])
        for (name, value) in [("folder", run.path)] + run.environment {
            facts.append([.header(Markup(name)), .text(.name(value))])
        }
        let yaml = scrollBox(
            label: "experiment.yaml", .tag("pre", ["class": "framed"], .tag("code", [:], Markup(run.experiment.yaml))))
        return ReportSection(
            id: prefix + "settings", title: "Settings and environment",
            content: [
                .tag("p", [:], "experiment.yaml with every value in force:"), yaml,
                .tag("div", ["class": "facts"], facts.markup),
            ])
    }
}
