import Experiments
import Reporting

/// What one set of a study gave, as Markdown.
struct StudyResults {
    let set: String?
    let rows: [StudyRow]

    /// A table of all rows, then one of each that was run, then which were not.
    var markdown: String {
        ([overview] + rows.compactMap(\.markdown) + [notRun].compactMap(\.self)).joined(separator: "\n\n")
    }

    private var notRun: String? {
        let lines = rows.filter(\.runs.isEmpty).map {
            "- \($0.row.title), with the data in `\($0.experiment.data.path)`"
        }
        return lines.isEmpty ? nil : "Not run:\n\n" + lines.joined(separator: "\n")
    }

    private var overview: String {
        let strategies = Known.strategies.strategies.filter { strategy in
            rows.contains { !$0.row.published[strategy].isEmpty || $0.experiment.strategies.contains(strategy) }
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
