import TesseraCluster
import TesseraModels
import TesseraNetworks
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// The CNN-DNN as one model whose local networks are in several processes: for each batch the opinions, N x K numbers a
/// picture, or as many features, go to the leader, which has the dense net, and their gradients, as many, come back.
///
/// Each process has its networks' tensors and their optimiser's; steps are those of `JoinedNetwork`, to the bit.
package final class SpreadNetwork: Classifier {
    private let cluster: Cluster
    /// The process of each subdomain.
    private let owners: [Int]
    /// This process's local networks, in the grid's order.
    private let locals: [(subdomain: Int, network: SingleNetwork)]
    /// The net on the opinions, in the leader.
    private let fusion: (any Classifier)?
    private let input: FusionInput
    private let classes: Int
    /// How many numbers the fusion net gets of each local network.
    private let widths: [Int]
    package let crew: Crew
    /// What this process is asked to do.
    private let stop: StopFlag
    /// What all processes do, after the same batch.
    private let agreedStop: StopFlag
    /// This process's opinions of the batch that is learnt from.
    private var own: [Tensor] = []
    /// In the leader: what the dense net got of each subdomain, cut off from what made it.
    private var inputs: [Tensor] = []
    /// Told, in the leader, what went between the processes for a batch of training: bytes, and pictures.
    private let onExchange: (Int, Int) -> Void

    package init(
        owners: [Int], locals: [(subdomain: Int, network: SingleNetwork)], fusion: (any Classifier)?,
        input: FusionInput, widths: [Int], classes: Int, cluster: Cluster, crew: Crew, stop: StopFlag,
        agreedStop: StopFlag, onExchange: @escaping (Int, Int) -> Void
    ) {
        precondition(!locals.isEmpty, "a process without a subdomain")
        (self.owners, self.locals, self.fusion) = (owners, locals, fusion)
        (self.input, self.widths, self.classes, self.crew) = (input, widths, classes, crew)
        (self.cluster, self.stop, self.agreedStop, self.onExchange) = (cluster, stop, agreedStop, onExchange)
    }

    /// The tensors of this process's parts, under the names that they have in the one model.
    package var state: [NamedTensor] {
        JoinedNetwork.state(locals, fusion, input: input)
    }

    /// The dense net's logits in the leader; elsewhere zeros.
    package func logits(_ boxes: [Tensor], in mode: Mode) throws -> Tensor {
        own = try JoinedNetwork.opinions(of: locals, on: boxes, as: input, in: mode, by: crew)
        let batch = try boxes[0].shape[0]
        let message = Message(stop: stop.reason, values: cluster.isLeader ? [] : try own.flatMap { try $0.floats })
        let messages = try cluster.gather(message.bytes, .eager).map(Message.init(bytes:))
        guard let fusion else { return try Tensor.full([batch, classes], 0, on: boxes[0].device) }
        if let reason = messages.lazy.compactMap(\.stop).first { stop.set(reason) }
        var taken = [Int](repeating: 0, count: cluster.count)
        // Of each process: how many of its local networks, and of their numbers, came before.
        var numbers = taken
        inputs = try zip(owners, widths).map { owner, width in
            let start = numbers[owner]
            defer { (taken[owner], numbers[owner]) = (taken[owner] + 1, start + batch * width) }
            let opinion =
                owner == 0
                ? try own[taken[0]].detach()
                : try Tensor(Array(messages[owner].values[start..<start + batch * width]), shape: [batch, width])
                    .to(.float32, on: boxes[0].device)
            if mode.isTraining { try opinion.setRequiresGradient(true) }
            return opinion
        }
        return try fusion.logits([Tensor.cat(inputs, axis: 1)], in: mode.part(owners.count))
    }

    package func learn(
        _ boxes: [Tensor], in mode: Mode, type: ScalarType, on device: Device, loss: (Tensor) throws -> Tensor
    ) throws -> (loss: Tensor, logits: Tensor)? {
        defer { (own, inputs) = ([], []) }
        let logits = try withAutocast(to: type, on: device) { try self.logits(boxes, in: mode) }
        guard cluster.isLeader else {
            let answer = Message(bytes: try cluster.scatter([], .eager))
            if let reason = answer.stop { agreedStop.set(reason) }
            let starts = try own.reduce(into: [0]) { try $0.append(($0.last ?? 0) + $1.count) }
            _ = try crew.map(own.count) { [own] index in
                let values = Array(answer.values[starts[index]..<starts[index + 1]])
                guard try own[index].requiresGradient else { return }
                try own[index].backward(Tensor(values, shape: own[index].shape).to(.float32, on: device))
            }
            return nil
        }
        let value = try loss(logits)
        try value.backward()
        let reason = stop.reason
        if let reason { agreedStop.set(reason) }
        let answers = try (0..<cluster.count).map { process in
            let gradients = try owners.indices.filter { process != 0 && owners[$0] == process }.flatMap { subdomain in
                try inputs[subdomain].gradient?.floats ?? []
            }
            return Message(stop: reason, values: gradients).bytes
        }
        // First what the others wait for, then what only this process waits for.
        _ = try cluster.scatter(answers, .eager)
        let mine = owners.indices.filter { owners[$0] == 0 }
        _ = try crew.map(own.count) { [own, inputs] index in
            if let gradient = try inputs[mine[index]].gradient, try own[index].requiresGradient {
                try own[index].backward(gradient)
            }
        }
        // As much came as goes: a gradient for each opinion, and a word on stopping.
        onExchange(2 * answers.dropFirst().reduce(0) { $0 + $1.count }, try logits.shape[0])
        return (value, logits)
    }
}

/// What goes between processes for a batch: numbers, and whether and why to stop.
private struct Message {
    package let stop: Interrupted?
    package let values: [Float]

    package init(stop: Interrupted?, values: [Float]) { (self.stop, self.values) = (stop, values) }

    /// Four bytes for the reason, then four a number, little endian.
    package var bytes: [UInt8] {
        var bytes = withUnsafeBytes(of: (stop?.code ?? 0).littleEndian) { Array($0) }
        bytes.reserveCapacity(4 + 4 * values.count)
        values.withUnsafeBytes { bytes += $0 }
        return bytes
    }

    package init(bytes: [UInt8]) {
        stop = Interrupted(code: bytes.withUnsafeBytes { Int32(littleEndian: $0.loadUnaligned(as: Int32.self)) })
        values = bytes.withUnsafeBytes { source in
            (0..<(source.count - 4) / 4).map { source.loadUnaligned(fromByteOffset: 4 + 4 * $0, as: Float.self) }
        }
    }
}
