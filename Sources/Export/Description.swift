import Foundation
import TesseraExperiments
import TesseraPrediction
import TesseraRuns
import TesseraTraining

/// What an exported file tells of its model, as texts; lists are JSON.
struct Description {
    var texts: [String: String]

    init(_ run: TrainedRun, _ strategy: Strategy) {
        let experiment = run.experiment
        texts = [
            "tessera": tesseraVersion,
            "run": URL(fileURLWithPath: run.path).standardizedFileURL.lastPathComponent,
            "experiment": experiment.name,
            "strategy": strategy.name,
            "classes": json(run.classes),
            "architecture": experiment.globalNetwork.name,
            "grid": json(experiment.decomposition.grid),
            "overlap": "\(experiment.decomposition.overlap)",
        ]
        if !experiment.decomposition.levels.isEmpty { texts["levels"] = json(experiment.decomposition.levels) }
        if experiment.evaluate.mirror { texts["mirror"] = "true" }
        if let window = experiment.data.form.window { texts["window"] = json(window) }
        if let shares = experiment.data.form.percentiles { texts["windowPercentiles"] = json(shares) }
        if run.format == .images { texts["fit"] = experiment.data.form.fit.rawValue }
    }

    /// Adds what whoever has nothing but the tensors must know.
    mutating func addModel(_ run: TrainedRun) {
        texts["shape"] = json(run.shape)
        texts["channels"] = "\(run.channels)"
        texts["mean"] = json(run.normalization.mean)
        texts["deviation"] = json(run.normalization.deviation)
        texts["boxes"] = json(run.views.map { $0.box.ranges.map { [$0.lowerBound, $0.upperBound] } })
        // Boxes are of the picture shrunk to these axes.
        if !run.experiment.decomposition.levels.isEmpty { texts["pictures"] = json(run.views.map(\.picture)) }
        texts["fusionInput"] = run.experiment.fusion.input.rawValue
    }
}

private func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let bytes = try? encoder.encode(value) else { preconditionFailure("\(value) is not JSON") }
    return String(decoding: bytes, as: UTF8.self)
}
