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
        /// After each epoch; before the first stands where it began.
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
    init(_ run: RunFolder, _ experiment: Experiment, _ results: Results) {
        let networks = run.networks(subdomains: experiment.decomposition.subdomains)
        let locals = networks.filter { $0.stage == .local }
        let localSeconds = locals.map { $0.history.reduce(0) { $0 + $1.seconds } }
        let localPasses = Double(locals.map(\.history.count).max() ?? 0)
        let fusionSeconds =
            experiment.fusion.initial == .cnnDNN
            ? networks.first { $0.stage == .cnnDNN }?.history.reduce(0) { $0 + $1.seconds } ?? 0 : 0

        func curve(_ strategy: Strategy, _ stage: Stage, restsOnLocals: Bool, fusion: Double = 0, passes: Double)
            -> Curve?
        {
            guard results.strategies.contains(where: { $0.strategy == strategy.rawValue }),
                let history = networks.first(where: { $0.stage == stage })?.history
            else { return nil }
            var seconds = restsOnLocals ? localSeconds.reduce(0, +) + fusion : 0
            var parallel = restsOnLocals ? (localSeconds.max() ?? 0) + fusion : 0
            var done = restsOnLocals ? localPasses : 0
            return Curve(
                strategy: strategy,
                points: history.map { record in
                    seconds += record.seconds
                    parallel += record.seconds
                    done += passes
                    return Point(
                        parallelSeconds: parallel, seconds: seconds, passes: done,
                        accuracy: record.validation.accuracy)
                })
        }
        curves = [
            curve(.global, .global, restsOnLocals: false, passes: 1),
            curve(.cnnDNN, .cnnDNN, restsOnLocals: true, passes: 0),
            curve(.coherent, .coherent, restsOnLocals: false, passes: 1),
            curve(.transfer, .transfer, restsOnLocals: true, fusion: fusionSeconds, passes: 1),
        ].compactMap(\.self)
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
                lines: curves.enumerated().map { index, curve in
                    LineChart.Line(
                        curve.strategy.rawValue, label: curve.strategy.rawValue,
                        points: curve.points.map { (x($0), $0.accuracy) }, ink: Ink(index))
                }, limits: 0...1)
        }
        return ChartFile([
            chart("passes over the training images", \.passes),
            chart("seconds, one device a subdomain", \.parallelSeconds),
        ]).svg
    }
}
