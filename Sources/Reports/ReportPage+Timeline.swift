import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension ReportPage {
    /// Which network was trained when, by which worker; of older runs just how long each took.
    package func timelineSection(_ run: ReportedRun) -> ReportSection? {
        guard !run.networks.isEmpty else { return nil }
        let timed = run.networks.filter { !$0.spans.isEmpty }
        let untimed = run.networks.filter(\.spans.isEmpty)
        let shown = stages.filter { stage in run.networks.contains { $0.stage == stage } }
        return ReportSection(
            id: "timeline", title: "Time line",
            content: [
                legend(shown.map { (Key.area(ink($0)), $0 == .local ? "local networks" : $0.name) }),
                timed.isEmpty ? [] : chart(timed), untimed.isEmpty ? [] : bars(untimed, all: timed.isEmpty),
            ])
    }

    private func ink(_ stage: Stage) -> Ink {
        Ink(stages.firstIndex(of: stage) ?? 5)
    }

    private func chart(_ networks: [NetworkRecord]) -> Markup {
        let spans = networks.flatMap { network in
            network.spans.map { span in
                TimelineChart.Span(
                    network.name, worker: span.worker, began: span.began.timeIntervalSince1970,
                    ended: span.ended.timeIntervalSince1970, ink: ink(network.stage))
            }
        }
        let words = networks.map { network in
            let seconds = network.spans.reduce(0) { $0 + $1.ended.timeIntervalSince($1.began) }
            return "\(network.name) \(Format.duration(seconds: seconds))"
        }
        let chart = TimelineChart(
            description: "When each network was trained: \(words.joined(separator: ", "))", spans: spans)
        let pauses = chart.pauses.map { Format.duration(seconds: $0) }
        let note =
            "Left out, and marked in grey: \(pauses.count == 1 ? "a pause" : "pauses") of \(pauses.joined(separator: ", "))."
        return scrollBox(label: "Time line of the workers", chart.markup)
            + (pauses.isEmpty ? [] : .tag("p", ["class": "quiet"], Markup(note)))
    }

    private func bars(_ networks: [NetworkRecord], all: Bool) -> Markup {
        let bars = networks.map { network in
            let seconds = network.history.reduce(0) { $0 + $1.seconds }
            return BarChart.Bar(
                network.name, value: seconds, text: Format.duration(seconds: seconds), ink: ink(network.stage))
        }
        let what = all ? "This run" : "The run, when it trained these networks,"
        return [
            .tag("p", [:], "\(what) did not write down when; these are the seconds of its training steps."),
            .tag(
                "figure", [:],
                BarChart(
                    description: "Training time of each network: "
                        + bars.map(\.description).joined(separator: ", "), bars: bars
                ).markup),
        ]
    }
}
