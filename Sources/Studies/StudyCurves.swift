import Foundation
import TesseraExperiments
import TesseraReporting
import TesseraRuns
import TesseraTraining

/// How a run's strategies came to their accuracy: validation accuracy over the time and the images that it took, what a
/// strategy rests on included.
package struct StudyCurves {
    /// A strategy's way.
    package struct Curve {
        package let strategy: Strategy
        /// Its number among all strategies there are.
        package let number: Int
        /// After each epoch that was validated.
        package let points: [Point]
    }

    package struct Point {
        /// Seconds that N devices take.
        package let parallelSeconds: Double
        /// Seconds of all networks.
        package let seconds: Double
        /// Passes over all training samples.
        package let passes: Double
        package let accuracy: Double
    }

    package let curves: [Curve]

    /// Reads the histories that are kept of a run.
    package init(_ run: StudyRun, _ results: Results) {
        let networks = run.kept.networks(subdomains: run.experiment.decomposition.localNetworks)
        let samples = max(run.trainingSamples, 1)
        let registry = run.kept.strategies.strategies
        curves = registry.enumerated().compactMap { number, strategy in
            guard let stage = strategy.stage,
                let result = results.strategies.first(where: { $0.strategy == strategy.name }),
                let history = networks.first(where: { $0.stage == stage })?.history
            else { return nil }
            let passes = stage.seesPictures ? 1.0 : 0.0
            var (seconds, parallel) = run.experiment.secondsBefore(
                strategy, result, own: history.reduce(0) { $0 + $1.seconds }, results, registry)
            var done = Double(result.imagePasses) / samples - passes * Double(history.count)
            return Curve(
                strategy: strategy, number: number,
                points: history.compactMap { record in
                    seconds += record.seconds
                    parallel += record.seconds
                    done += passes
                    return record.validation.map {
                        Point(parallelSeconds: parallel, seconds: seconds, passes: done, accuracy: $0.accuracy)
                    }
                })
        }
    }

    /// When each strategy first had each accuracy: parallel seconds, seconds and passes.
    package func table(_ targets: [Double]) -> Table {
        var table = Table(
            [.text("strategy")] + targets.map { .number("to \(Format.decimals($0, 2))") })
        for curve in curves {
            table.append(
                [curve.strategy.name]
                    + targets.map { target in
                        guard let point = curve.points.first(where: { $0.accuracy >= target }) else { return "-" }
                        return "\(Format.count(rounding: point.parallelSeconds)) s, "
                            + "\(Format.count(rounding: point.seconds)) s, \(Format.decimals(point.passes, 0))"
                    })
        }
        return table
    }

    /// Both charts.
    package var svg: String {
        func chart(_ xTitle: String, _ x: @escaping (Point) -> Double) -> LineChart {
            LineChart(
                title: "validation accuracy", xTitle: xTitle,
                description: "Validation accuracy of each strategy over \(xTitle)",
                lines: curves.map { curve in
                    LineChart.Line(
                        curve.strategy.name, label: curve.strategy.name,
                        points: curve.points.map { (x($0), $0.accuracy) },
                        // A colour of its own, whichever others there are.
                        ink: Ink(curve.number))
                }, limits: 0...1)
        }
        return ChartFile([
            chart("passes over the training images", \.passes),
            chart("seconds, one device a subdomain", \.parallelSeconds),
        ]).svg
    }
}

extension Experiment {
    /// What had been done when a strategy's own network began: seconds of all networks, and those that N devices take.
    ///
    /// `own` are the seconds of its own network's epochs.
    fileprivate func secondsBefore(
        _ strategy: Strategy, _ result: StrategyResult, own: Double, _ results: Results, _ registry: [Strategy]
    ) -> (all: Double, parallel: Double) {
        let stages = strategy.stages(in: self)
        guard let before = stages.dropLast().last else { return (0, 0) }
        let locals = results.locals.map(\.seconds)
        if before == .local, !locals.isEmpty, stages.last?.seesPictures == true {
            return (locals.reduce(0, +), locals.max() ?? 0)
        }
        if let other = registry.first(where: { $0.stage == before }),
            let rested = results.strategies.first(where: { $0.strategy == other.name })
        {
            return (rested.seconds, rested.parallelSeconds)
        }
        // All that is not in its own history; a dense net is evaluated in no time.
        return (max(0, result.seconds - own), max(0, result.parallelSeconds - own))
    }
}
