import TesseraCluster
import TesseraModels
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// One network that several processes train on shares of each batch: every one has all of it, and for each step their
/// gradients are added up.
///
/// The loss is that of the whole batch: logits are exchanged before it, so class weights and uneven shares count as in
/// one process. Batch normalisation takes each share's own mean and variance, and the running ones are averaged.
package final class DataParallelNetwork: Classifier {
    private let network: any Classifier
    private let cluster: Cluster
    private let classes: Int
    /// What this process is asked to do.
    private let stop: StopFlag
    /// What all processes do, after the same batch.
    private let agreedStop: StopFlag
    /// Told what went between the processes for a batch of training: bytes, and pictures.
    private let onExchange: (Int, Int) -> Void

    package init(
        _ network: any Classifier, classes: Int, cluster: Cluster, stop: StopFlag, agreedStop: StopFlag,
        onExchange: @escaping (Int, Int) -> Void
    ) {
        (self.network, self.classes, self.cluster) = (network, classes, cluster)
        (self.stop, self.agreedStop, self.onExchange) = (stop, agreedStop, onExchange)
    }

    package var state: [NamedTensor] { network.state }
    package var crew: Crew { network.crew }

    /// The whole batch's logits, in every process, from each one's share of its boxes.
    package func logits(_ boxes: [Tensor], in mode: Mode) throws -> Tensor {
        let count = try boxes[0].shape[0]
        let device = try boxes[0].device
        let own = count > 0 ? try network.logits(boxes, in: mode.part(cluster.rank)).to(.float32, on: device) : nil
        // Who has how many, and who wants to stop and why.
        var facts = [Float](repeating: 0, count: 2 * cluster.count)
        facts[cluster.rank] = Float(count)
        facts[cluster.count + cluster.rank] = Float(stop.reason?.code ?? 0)
        try cluster.addUp(&facts)
        if let reason = facts[cluster.count...].lazy.compactMap({ Interrupted(code: Int32($0)) }).first {
            agreedStop.set(reason)
        }
        let counts = facts.prefix(cluster.count).map { Int($0) }
        let (before, all) = (counts.prefix(cluster.rank).reduce(0, +), counts.reduce(0, +))
        var values = [Float](repeating: 0, count: all * classes)
        if let own { values.replaceSubrange(before * classes..<(before + count) * classes, with: try own.floats) }
        try cluster.addUp(&values)
        let whole = try Tensor(values, shape: [all, classes]).to(.float32, on: device)
        guard let own, mode.isTraining else { return whole }
        // The same numbers, but this process's lead back to its network.
        return try Tensor.cat(
            [
                whole.narrow(axis: 0, 0..<before), own, whole.narrow(axis: 0, before + count..<all),
            ], axis: 0)
    }

    package func learn(
        _ boxes: [Tensor], in mode: Mode, type: ScalarType, on device: Device, loss: (Tensor) throws -> Tensor
    ) throws -> (loss: Tensor, logits: Tensor)? {
        let logits = try withAutocast(to: type, on: device) { try self.logits(boxes, in: mode) }
        let value = try loss(logits)
        let count = try boxes[0].shape[0]
        if count > 0 { try value.backward() }
        try addUpGradients(share: Float(count) / Float(try logits.shape[0]), pictures: try logits.shape[0])
        return (value, logits)
    }

    /// Adds up all processes' gradients, and averages by the shares of the batch what is not trained.
    private func addUpGradients(share: Float, pictures: Int) throws {
        let state = try network.state.filter { try $0.tensor.type == .float32 }
        var values: [Float] = []
        for entry in state {
            if entry.isTrained {
                values += try entry.tensor.gradient?.floats ?? [Float](repeating: 0, count: entry.tensor.count)
            } else {
                values += try entry.tensor.floats.map { $0 * share }
            }
        }
        try cluster.addUp(&values)
        // What a ring of processes sends in all, and as much as a star: up and down.
        onExchange(2 * (cluster.count - 1) * 4 * values.count, pictures)
        var start = 0
        for entry in state {
            let count = try entry.tensor.count
            defer { start += count }
            let sum = try Tensor(Array(values[start..<start + count]), shape: entry.tensor.shape)
            try withoutGradient {
                guard entry.isTrained else { return try entry.tensor.copy(from: sum) }
                // In the weight's own order in memory, as the optimiser wants it.
                let gradient = try entry.tensor.detach().clone()
                try gradient.copy(from: sum)
                try entry.tensor.setGradient(gradient)
            }
        }
    }
}

/// One process's shares of batches that several train on together.
package struct SharedBatches<Source: BatchSource>: BatchSource {
    package let source: Source
    package let rank: Int
    package let processes: Int

    package var labels: [Int] { source.labels }
    package var byteCount: Int { source.byteCount }

    package func boxes(_ samples: ArraySlice<Int>, epoch: Int?, type: ScalarType, on device: Device) throws -> [Tensor]
    {
        try source.boxes(share(of: samples), epoch: epoch, type: type, on: device)
    }

    package func mixed(_ samples: ArraySlice<Int>, epoch: Int) -> [(sample: Int, share: Double)]? {
        source.mixed(samples, epoch: epoch)
    }

    package var mirrored: SharedBatches? {
        source.mirrored.map { SharedBatches(source: $0, rank: rank, processes: processes) }
    }

    package func only(_ indices: [Int]) -> SharedBatches {
        SharedBatches(source: source.only(indices), rank: rank, processes: processes)
    }

    /// About as many for each; where that were one, all for the first: batch normalisation has nothing to learn from
    /// one value.
    package func share(of samples: ArraySlice<Int>) -> ArraySlice<Int> {
        guard samples.count >= 2 * processes else { return rank == 0 ? samples : samples.prefix(0) }
        func start(_ rank: Int) -> Int { samples.startIndex + samples.count * rank / processes }
        return samples[start(rank)..<start(rank + 1)]
    }
}
