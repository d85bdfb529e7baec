import TesseraExperiments
import TesseraReporting

/// What one set of a study gave, as Markdown.
package struct StudyResults {
    package let set: String?
    package let rows: [StudyRow]

    /// A table of all rows, then one of each that was run, then which were not.
    package var markdown: String {
        ([overview] + rows.compactMap(\.markdown) + [notRun].compactMap(\.self)).joined(separator: "\n\n")
    }

    private var notRun: String? {
        let lines = rows.filter(\.runs.isEmpty).map {
            "- \($0.row.title), with the data in `\($0.experiment.data.path)`"
        }
        return lines.isEmpty ? nil : "Not run:\n\n" + lines.joined(separator: "\n")
    }

    private var overview: String {
        let shown = Set(rows.flatMap(\.strategies))
        let strategies = rows.flatMap(\.known).reduce(into: [Strategy]()) { all, strategy in
            if shown.contains(strategy), !all.contains(strategy) { all.append(strategy) }
        }
        let hasPublished = rows.contains(where: \.hasPublished)
        var table = Table([.text("")] + strategies.map { .number($0.name) })
        for row in rows { table.append([row.row.title] + strategies.map(row.cell)) }
        let legend =
            hasPublished
            ? "Validation accuracy, ours / published; bold where ours is at least the published one (the larger where two "
                + "are published)."
            : "Validation accuracy."
        return legend + "\n\n" + table.markdown
    }
}
