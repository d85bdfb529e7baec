import TesseraExperiments
import TesseraReporting
import TesseraRuns
import TesseraTraining

extension StudyRow {
    /// The network, how it was trained, on what, and where.
    package func about(_ run: StudyRun, _ results: Results) -> String {
        ([network(results), samples(run), locals(results), row.note, machine(run)] as [String?]).compactMap(\.self)
            .joined(separator: " ") + " Files: `\(run.kept.path)`."
    }

    private func network(_ results: Results) -> String {
        let training = experiment.training
        let width = experiment.network.width.map { " of width \($0)" } ?? ""
        let scaling =
            switch experiment.network.localScaling {
            case .sqrt: ""
            case .linear: ", local channels / N"
            case .factor(let factor): ", local channels x \(factor)"
            }
        let overlap = experiment.decomposition.overlap
        let numbers = runs.map { "\($0.run.seed)" }.joined(separator: ", ")
        let made =
            runs.count == 1 ? "one run (seed \(numbers))" : "mean ± deviation of \(runs.count) runs (seeds \(numbers))"
        return [
            "\(results.network)\(width)",
            experiment.decomposition.words + scaling,
            overlap > 0 ? "overlap \(overlap)" : "", "batches of \(training.batchSize)", training.optimizer.rawValue,
            training.schedule.rawValue, made + (runs.count < seeds ? " of \(seeds)" : ""),
        ].filter { !$0.isEmpty }.joined(separator: ", ") + "."
    }

    /// How many, and how far one figure may be off for that.
    private func samples(_ run: StudyRun) -> String {
        let counts = run.kept.sampleCounts
        let words = counts.sorted { $0.key < $1.key }.map { "\(Format.count($0.value)) \($0.key)" }
        guard let count = counts["validation"], count > 0 else { return "" }
        let share = mean(values(experiment.strategies[0], \.validation.accuracy))
        let error = (share * (1 - share) / Double(count)).squareRoot()
        return "Samples: \(words.joined(separator: ", ")); a standard error of one validation figure is "
            + "\(Format.decimals(error, 3))."
    }

    private func locals(_ results: Results) -> String? {
        let accuracies = results.locals.map(\.validation.accuracy)
        guard let low = accuracies.min(), let high = accuracies.max() else { return nil }
        return "Local networks by themselves: \(figure(low)) to \(figure(high))."
    }

    private func machine(_ run: StudyRun) -> String {
        let made = Dictionary(run.kept.environment.map { ($0.name, $0.value) }) { first, _ in first }
        let precision = (try? run.kept.readExperiment())?.training.precision.rawValue
        let words = [
            made["processor"], made["cores"].map { "\($0) cores" }, made["devices"], precision,
            made["libtorch"].map { "libtorch \($0)" }, made["tessera"].map { "tessera \($0)" },
            made["time"].map { String($0.prefix(10)) },
        ]
        return words.compactMap(\.self).joined(separator: ", ") + "."
    }
}
