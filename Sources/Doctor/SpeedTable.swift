import TesseraDatasets
import TesseraDecomposition
import TesseraExperiments
import TesseraModels
import TesseraNetworks
import TesseraReporting
import TesseraRuns
import TesseraTorch

/// How fast an experiment's networks train here, and how much of that is their convolutions.
package enum SpeedTable {
    /// A row for the global network, where it is among the strategies, and one for each form of local network, one CPU
    /// thread or one GPU each.
    ///
    /// - Throws: `GridError`, `NetworkError` where the experiment does not fit the data; `TorchError`.
    package static func table(of experiment: Experiment, on dataset: Dataset, device: Device) throws -> String {
        let channels = dataset.training.channels
        let type: ScalarType = experiment.precision(on: device) == .bfloat16 ? .bfloat16 : .float32
        try Runtime.setThreads(1)
        let peak = try SpeedCheck.peak(type: type, on: device)
        var table = Table([
            .text("network"), .text("input"), .number("ms a step"), .number("images/s"), .number("convolutions"),
            .number("step / convolutions"), .number("libtorch's"), .number("step / libtorch's"),
            .number("GFLOP/s in libtorch's"),
        ])
        func measure(_ name: String, _ network: Network, _ shape: [Int]) throws {
            let input = Shape(channels: channels, spatial: shape)
            let check = try SpeedCheck(
                network, input: input, classes: dataset.classes.count, batch: experiment.training.batchSize,
                type: type, on: device)
            table.append([
                name, input.description, Format.decimals(1e3 * check.step, 2),
                Format.count(Int(Double(experiment.training.batchSize) / check.step)),
                Format.decimals(1e3 * check.convolutions, 2), Format.decimals(check.step / check.convolutions, 2),
                Format.decimals(1e3 * check.libtorchConvolutions, 2),
                Format.decimals(check.step / check.libtorchConvolutions, 2),
                Format.count(Int(check.operations / check.libtorchConvolutions / 1e9)),
            ])
        }
        if experiment.strategies.contains(where: { $0.structure == .whole }) {
            try measure(NetworkID.global.description, experiment.globalNetwork, dataset.training.shape)
        }
        var seen: Set<[Int]> = []
        for (index, view) in try experiment.views(of: dataset.training.shape).enumerated()
        where seen.insert(view.shape).inserted {
            try measure(NetworkID.local(index).description, experiment.localNetwork, view.shape)
        }
        return """
            Training steps of \(experiment.name) on \(device), \(type == .bfloat16 ? "bfloat16" : "float32"), batches of \
            \(experiment.training.batchSize) that lie ready, \(device == .cpu ? "one thread" : "one network at once"); \
            matrix products reach \(Format.count(Int(peak / 1e9))) GFLOP/s:

            \(table)
            """
    }
}
