import TesseraExperiments
import TesseraNetworks
import TesseraRandomness
import TesseraTorch

/// A model that tells classes apart: logits from one tensor per box of its pictures.
public protocol Classifier: AnyObject {
    /// Logits [batch, classes] from tensors [batch, channels, axes...], one a box in the grid's order.
    func logits(_ boxes: [Tensor], in mode: Mode) throws -> Tensor

    /// The model's tensors under PyTorch's names.
    var state: [NamedTensor] { get }

    /// The threads that do its parts' work side by side.
    var crew: Crew { get }

    /// One batch's gradients: the loss of its logits, and both for the record.
    ///
    /// - Parameters:
    ///   - boxes: one tensor a box.
    ///   - mode: of training.
    ///   - type: what convolutions and dense layers compute in, float32 or bfloat16.
    ///   - device: where the model is.
    ///   - loss: of the logits.
    /// - Returns: nil where another process has them.
    /// - Throws: `TorchError`; what `loss` throws; what sharing the work with other processes throws.
    func learn(
        _ boxes: [Tensor], in mode: Mode, type: ScalarType, on device: Device, loss: (Tensor) throws -> Tensor
    ) throws -> (loss: Tensor, logits: Tensor)?
}

extension Classifier {
    /// A model of one part: the calling thread.
    public var crew: Crew { .alone }

    /// Forward, loss, backward.
    public func learn(
        _ boxes: [Tensor], in mode: Mode, type: ScalarType, on device: Device, loss: (Tensor) throws -> Tensor
    ) throws -> (loss: Tensor, logits: Tensor)? {
        let logits = try withAutocast(to: type, on: device) { try self.logits(boxes, in: mode) }
        let value = try loss(logits)
        try value.backward()
        return (value, logits)
    }
}

/// A network with one input: the global CNN, a local CNN, or the fusion net on the local networks' opinions.
public final class SingleNetwork: Classifier {
    private let module: Chain
    private let bodyRate: Double

    /// - Parameters:
    ///   - network: without its class layer, which is added here.
    ///   - input: the shape of one sample.
    ///   - classes: the number of classes, K.
    ///   - key: decides the initial weights.
    ///   - device: where it computes.
    ///   - frozenStages: how many of the network's first stages stay as they are.
    ///   - bodyRate: a factor on the learning rate of all but the class layer.
    /// - Throws: `NetworkError` where the network does not fit its input; `TorchError`.
    public init(
        _ network: Network, input: Shape, classes: Int, key: RandomKey, on device: Device = .cpu, frozenStages: Int = 0,
        bodyRate: Double = 1
    ) throws {
        module = try network.classifying(classes).module(
            for: input, key: key, on: device, frozenStages: frozenStages)
        self.bodyRate = bodyRate
    }

    /// Logits from the one box.
    public func logits(_ boxes: [Tensor], in mode: Mode) throws -> Tensor {
        precondition(boxes.count == 1, "a single network sees one box, not \(boxes.count)")
        return try module.forward(boxes[0], in: mode)
    }

    /// What stands before the class layer, [batch, features] in float32, from the one box.
    public func features(_ boxes: [Tensor], in mode: Mode) throws -> Tensor {
        precondition(boxes.count == 1, "a single network sees one box, not \(boxes.count)")
        return try module.beforeLast(boxes[0], in: mode).to(.float32, on: boxes[0].device)
    }

    /// The logits of features, which are what `logits` gives of their box.
    public func logits(ofFeatures features: Tensor) throws -> Tensor { try module.last(features, in: .evaluation) }

    /// The layers' tensors, such as `0.weight`.
    public var state: [NamedTensor] {
        let head = classLayer
        return module.state.dropLast(head.count).map { $0.trained(by: bodyRate) } + head
    }

    /// Those of the class layer: its weight [classes, features], its bias [classes].
    public var classLayer: [NamedTensor] { module.lastState }
}

/// The CNN-DNN as one model (arXiv 2408.14442, section 2): local CNNs side by side, the fusion net on their opinions.
///
/// Its tensors are the parts' own, with `locals.00.`, `locals.01.`, ... and `fusion.` before their names, so what a
/// local training saved loads here as it is.
public final class JoinedNetwork: Classifier {
    /// The local networks, in the grid's order.
    public let locals: [SingleNetwork]
    /// The net on their opinions.
    public let fusion: any Classifier
    private let input: FusionInput
    /// The threads that do the local networks' work.
    public let crew: Crew

    /// Joins local networks and the fusion net on their opinions.
    ///
    /// - Parameters:
    ///   - locals: in the grid's order.
    ///   - fusion: the net on their opinions.
    ///   - input: what the fusion net gets of each.
    ///   - crew: does the local networks' work, side by side; results do not depend on it.
    public init(locals: [SingleNetwork], fusion: any Classifier, input: FusionInput, crew: Crew = .alone) {
        self.locals = locals
        self.fusion = fusion
        self.input = input
        self.crew = crew
    }

    /// The fusion net's logits from a box for each local network.
    public func logits(_ boxes: [Tensor], in mode: Mode) throws -> Tensor {
        let opinions = try opinions(boxes, in: mode)
        return try fusion.logits([Tensor.cat(opinions, axis: 1)], in: mode.part(locals.count))
    }

    private func opinions(_ boxes: [Tensor], in mode: Mode) throws -> [Tensor] {
        try Self.opinions(of: locals.enumerated().map { ($0, $1) }, on: boxes, as: input, in: mode, by: crew)
    }

    /// Forward and backward of each part by itself, so that the local networks' can go side by side: between them and
    /// the dense net are the opinions, and their gradients.
    public func learn(
        _ boxes: [Tensor], in mode: Mode, type: ScalarType, on device: Device, loss: (Tensor) throws -> Tensor
    ) throws -> (loss: Tensor, logits: Tensor)? {
        let opinions = try withAutocast(to: type, on: device) { try self.opinions(boxes, in: mode) }
        let inputs = try opinions.map { opinion in
            let input = try opinion.detach()
            try input.setRequiresGradient(true)
            return input
        }
        let logits = try withAutocast(to: type, on: device) {
            try fusion.logits([Tensor.cat(inputs, axis: 1)], in: mode.part(locals.count))
        }
        let value = try loss(logits)
        try value.backward()
        _ = try crew.map(locals.count) { index in
            // What frozen layers alone have made goes no further.
            if let gradient = try inputs[index].gradient, try opinions[index].requiresGradient {
                try opinions[index].backward(gradient)
            }
        }
        return (value, logits)
    }

    /// What the fusion net gets of some of the one model's local networks, each on its box.
    ///
    /// - Parameters:
    ///   - locals: with their numbers in the grid.
    ///   - boxes: a tensor for each.
    ///   - input: what the fusion net gets.
    ///   - mode: of the whole model.
    ///   - crew: does the work, side by side.
    /// - Returns: a tensor for each of `locals`, as `input` says: probabilities or their logarithms [batch, classes], or
    ///   features [batch, features].
    /// - Throws: `TorchError`.
    public static func opinions(
        of locals: [(subdomain: Int, network: SingleNetwork)], on boxes: [Tensor], as input: FusionInput, in mode: Mode,
        by crew: Crew
    ) throws -> [Tensor] {
        precondition(boxes.count == locals.count, "\(boxes.count) boxes for \(locals.count) local networks")
        let modes = try locals.map { try mode.part($0.subdomain) }
        return try crew.map(locals.count) { index in
            let (network, box, mode) = (locals[index].network, [boxes[index]], modes[index])
            return switch input {
            case .probabilities: try network.logits(box, in: mode).softmax(axis: 1)
            case .logProbabilities: try network.logits(box, in: mode).logSoftmax(axis: 1)
            case .features: try network.features(box, in: mode)
            }
        }
    }

    /// The local networks' tensors, then the fusion net's.
    public var state: [NamedTensor] {
        Self.state(locals.enumerated().map { ($0, $1) }, fusion, input: input)
    }

    /// The tensors of parts of the one model, under the names that they have in it.
    ///
    /// Where the fusion net gets features, the local networks' class layers take no part and stay as they are.
    public static func state(
        _ locals: [(subdomain: Int, network: SingleNetwork)], _ fusion: (any Classifier)?, input: FusionInput
    ) -> [NamedTensor] {
        locals.flatMap { local in
            let idle = input == .features ? Set(local.network.classLayer.map(\.name)) : []
            return local.network.state.map {
                idle.contains($0.name) ? $0.untrained : $0
            }.prefixed(NetworkID.local(local.subdomain).prefix)
        }
            + (fusion?.state.prefixed(NetworkID.fusion.prefix) ?? [])
    }
}
