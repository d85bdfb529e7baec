import TesseraClassificationMetrics
import TesseraExperiments
import TesseraPrediction
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension ReportPage {
    /// Loss and accuracy of each kind of network by epoch.
    package var curvesSection: ReportSection {
        let figures = stages.compactMap { stage -> Markup? in
            let records = runs.map { run in run.networks.filter { $0.stage == stage } }
            guard records.contains(where: { !$0.isEmpty }) else { return nil }
            return figure(stage, records)
        }
        guard !figures.isEmpty else {
            return ReportSection(
                id: "curves", title: "Learning curves", content: .tag("p", [:], "No epoch is done yet."))
        }
        let keys: [(Markup, String)] =
            isSingle
            ? [
                (Key.line(Ink(0)), "validation"), (Key.line(Ink(1, isDashed: true)), "training"),
                (Key.line(Ink(0, isThin: true)), "each local network; strong: their mean"),
            ]
            : runs.indices.map { (Key.line(Ink($0)), "\(letter($0)) validation") }
                + [(Key.line(Ink(5, isDashed: true, isThin: true)), "training, in the run's colour")]
        return ReportSection(
            id: "curves", title: "Learning curves",
            content: legend(keys) + .tag("div", ["class": "grid"], Markup(figures)))
    }

    private func figure(_ stage: Stage, _ records: [[NetworkRecord]]) -> Markup {
        let count = records.map(\.count).max() ?? 0
        let title = stage == .local ? "\(count) local \(count == 1 ? "network" : "networks")" : stage.name
        func chart(
            _ what: String, _ limits: ClosedRange<Double>, _ value: @escaping (Score) -> Double?
        ) -> Markup {
            let all = records.enumerated().flatMap { lines($1, run: $0, value) }
            let ends = records.enumerated().compactMap { index, networks in
                mean(networks, { $0.validation }, value).last.map {
                    "\(isSingle ? "" : "run \(letter(index)) ")\(Format.decimals($0.y)) after epoch \(Int($0.x))"
                }
            }
            return LineChart(
                title: what, xTitle: "epoch",
                description: "\(what) of \(title) by epoch; validation: \(ends.joined(separator: ", "))", lines: all,
                limits: limits
            ).markup
        }
        return .tag(
            "figure", [:],
            [
                .tag("h3", [:], Markup(title)), chart("loss", 0...Double.greatestFiniteMagnitude) { $0.loss },
                chart("accuracy", 0...1) { $0.accuracy },
            ])
    }

    /// The lines of one run's networks of a kind: the means, and each network where there are some, but not many.
    private func lines(
        _ networks: [NetworkRecord], run: Int, _ value: @escaping (Score) -> Double?
    ) -> [LineChart.Line] {
        let (validationInk, trainingInk) = isSingle ? (0, 1) : (run, run)
        let name = isSingle ? "" : "\(letter(run)) "
        let mean = networks.count > 1 ? "mean " : ""
        var lines: [LineChart.Line] = []
        if isSingle, (2...16).contains(networks.count) {
            for network in networks {
                func points(_ part: (EpochRecord) -> Score?) -> [(x: Double, y: Double)] {
                    network.history.map { (Double($0.epoch), part($0).flatMap(value) ?? .nan) }
                }
                lines.append(
                    LineChart.Line(
                        "\(network.name), training", points: points(\.training),
                        ink: Ink(trainingInk, isDashed: true, isThin: true)))
                lines.append(
                    LineChart.Line(
                        "\(network.name), validation", points: points(\.validation),
                        ink: Ink(validationInk, isThin: true)))
            }
        }
        lines.append(
            LineChart.Line(
                "\(name)\(mean)training", label: isSingle ? "training" : nil,
                points: self.mean(networks, \.training, value),
                ink: Ink(trainingInk, isDashed: true, isThin: !isSingle)))
        lines.append(
            LineChart.Line(
                "\(name)\(mean)validation", label: isSingle ? "validation" : letter(run),
                points: self.mean(networks, \.validation, value), ink: Ink(validationInk)))
        return lines
    }

    /// The mean of networks that have come to an epoch.
    private func mean(
        _ networks: [NetworkRecord], _ part: (EpochRecord) -> Score?, _ value: (Score) -> Double?
    ) -> [(x: Double, y: Double)] {
        (0..<(networks.map(\.history.count).max() ?? 0)).compactMap { epoch in
            let values = networks.filter { $0.history.count > epoch }
                .compactMap { part($0.history[epoch]).flatMap(value) }
            return values.isEmpty ? nil : (Double(epoch + 1), values.reduce(0, +) / Double(values.count))
        }
    }
}
