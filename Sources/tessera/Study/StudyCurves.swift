import Experiments
import Foundation
import Reporting
import Training

/// How a run's strategies came to their accuracy: validation accuracy over the time and the images that it took, what a
/// strategy rests on included.
struct StudyCurves {
    /// A strategy's way.
    struct Curve {
        let strategy: Strategy
        /// After each epoch that was validated.
        let points: [Point]
    }

    struct Point {
        /// Seconds that N devices take.
        let parallelSeconds: Double
        /// Seconds of all networks.
        let seconds: Double
        /// Passes over all training samples.
        let passes: Double
        let accuracy: Double
    }

    let curves: [Curve]

    /// Reads the histories that are kept of a run.
    init(_ run: StudyRun, _ results: Results) {
        let networks = run.kept.networks(subdomains: run.experiment.decomposition.subdomains)
        let samples = max(run.trainingSamples, 1)
        let stages: [(Strategy, Stage)] = [
            (.global, .global), (.cnnDNN, .cnnDNN), (.coherent, .coherent), (.transfer, .transfer),
        ]
        curves = stages.compactMap { strategy, stage in
            guard let result = results.strategies.first(where: { $0.strategy == strategy.rawValue }),
                let history = networks.first(where: { $0.stage == stage })?.history
            else { return nil }
            // The dense net sees opinions, not images.
            let passes = strategy == .cnnDNN ? 0.0 : 1.0
            var (seconds, parallel) = run.experiment.secondsBefore(
                strategy, result, own: history.reduce(0) { $0 + $1.seconds }, results)
            var done = Double(result.imagePasses) / samples - passes * Double(history.count)
            return Curve(
                strategy: strategy,
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
    func table(_ targets: [Double]) -> Table {
        var table = Table(
            [.text("strategy")] + targets.map { .number("to \(Format.decimals($0, 2))") })
        for curve in curves {
            table.append(
                [curve.strategy.rawValue]
                    + targets.map { target in
                        guard let point = curve.points.first(where: { $0.accuracy >= target }) else { return "-" }
                        return "\(Format.count(rounding: point.parallelSeconds)) s, "
                            + "\(Format.count(rounding: point.seconds)) s, \(Format.decimals(point.passes, 0))"
                    })
        }
        return table
    }

    /// Both charts.
    var svg: String {
        func chart(_ xTitle: String, _ x: @escaping (Point) -> Double) -> LineChart {
            LineChart(
                title: "validation accuracy", xTitle: xTitle,
                description: "Validation accuracy of each strategy over \(xTitle)",
                lines: curves.map { curve in
                    LineChart.Line(
                        curve.strategy.rawValue, label: curve.strategy.rawValue,
                        points: curve.points.map { (x($0), $0.accuracy) },
                        // A colour of its own, whichever others there are.
                        ink: Ink(Strategy.allCases.firstIndex(of: curve.strategy) ?? 0))
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
    /// - Parameter own: the seconds of its own network's epochs.
    fileprivate func secondsBefore(
        _ strategy: Strategy, _ result: StrategyResult, own: Double, _ results: Results
    ) -> (all: Double, parallel: Double) {
        let locals = results.locals.map(\.seconds)
        let fused = results.strategies.first { $0.strategy == Strategy.cnnDNN.rawValue }
        switch (strategy, fusion.initial) {
        case (.global, _), (.coherent, _): return (0, 0)
        case (.transfer, .fresh) where !locals.isEmpty: return (locals.reduce(0, +), locals.max() ?? 0)
        case (.transfer, .cnnDNN):
            if let fused { return (fused.seconds, fused.parallelSeconds) }
        default: break
        }
        // All that is not in its own history; a dense net is evaluated in no time.
        return (max(0, result.seconds - own), max(0, result.parallelSeconds - own))
    }
}
