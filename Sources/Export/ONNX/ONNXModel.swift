import Experiments
import Files
import Foundation
import Models
import Networks
import SwiftProtobuf
import Torch
import Training

/// The whole model of a strategy as one ONNX graph: it normalises, cuts, asks the networks and fuses what they think.
///
/// One input `images`, float32 [batch, channels, axes...] with values as the data set holds them, and one output
/// `probabilities` [batch, K]. Of `majority` these are shares of the votes; the decided class has the largest in any case.
public struct ONNXModel: Sendable {
    /// ONNX Runtime reads these since version 1.12 (2022).
    private static let (operators, format): (Int64, Int64) = (17, 8)
    /// The most bytes that a protobuf message may have, less some room for what is not a tensor.
    private static let mostBytes = Int(Int32.max) - (16 << 20)

    private let model: ONNXModelProto

    /// Reads the trained weights of `strategy`.
    ///
    /// - Throws: `ExportError.tooLarge`; `RunError.notTrained`; `SafetensorsError` where a file is damaged.
    public init(_ run: TrainedRun, strategy: Strategy) throws {
        let content = try Safetensors(of: run.state(of: strategy))
        try Self.check(bytes: content.entries.reduce(0) { $0 + $1.bytes.count })
        var builder = GraphBuilder(name: strategy.rawValue)
        try builder.add(strategy, of: run, Tensors(content))
        model = .with {
            $0.irVersion = Self.format
            $0.opsetImport = [.with { $0.version = Self.operators }]
            ($0.producerName, $0.producerVersion) = ("tessera", tesseraVersion)
            $0.graph = builder.graph
            $0.metadataProps = Description(run, strategy).texts.sorted { $0.key < $1.key }.map { key, value in
                .with { ($0.key, $0.value) = (key, value) }
            }
        }
    }

    /// Throws where tensors of so many bytes do not fit.
    static func check(bytes: Int) throws(ExportError) {
        guard bytes < mostBytes else { throw .tooLarge(bytes: bytes) }
    }

    /// Writes the file whole, replacing what was there.
    ///
    /// - Returns: its bytes.
    /// - Throws: `FileError`.
    @discardableResult public func write(to path: String) throws -> Int {
        let bytes: [UInt8] = try model.serializedBytes()
        try replaceFile(at: path, with: bytes, followsLink: true)
        return bytes.count
    }
}

extension GraphBuilder {
    /// Adds everything between `images` and `probabilities`.
    fileprivate mutating func add(_ strategy: Strategy, of run: TrainedRun, _ tensors: Tensors) throws {
        let (experiment, classes) = (run.experiment, run.classes.count)
        let images = input(
            "images", sizes: [nil, run.channels] + run.shape, description: "values as the data set holds them")
        let values = experiment.data.window.map { windowed(images, low: $0[0], high: $0[1]) } ?? images
        let normalized = normalized(values, run.normalization, axes: run.shape.count)
        let output = "probabilities"
        let probabilities: Value
        switch strategy {
        case .global:
            let whole = Shape(channels: run.channels, spatial: run.shape)
            let logits = try network(experiment.globalNetwork.classifying(classes), normalized, shape: whole, tensors)
            probabilities = softmax(logits, name: output)
        case .average:
            let opinions = try opinions(of: run, on: normalized, tensors, asLogarithms: false)
            probabilities = node("Mean", opinions, name: output)
        case .majority:
            let opinions = try opinions(of: run, on: normalized, tensors, asLogarithms: true)
            probabilities = voteShares(opinions, classes: classes, name: output)
        case .cnnDNN, .coherent, .transfer:
            let opinions = try opinions(
                of: run, on: normalized, tensors, asLogarithms: experiment.fusion.input == .logProbabilities)
            let joined = node("Concat", opinions, name: "opinions", ["axis": .integer(1)])
            scope = NetworkID.fusion.prefix
            let logits = try network(
                experiment.fusionNetwork.classifying(classes), joined, shape: .flat(opinions.count * classes), tensors)
            scope = ""
            probabilities = softmax(logits, name: output)
        }
        self.output(
            probabilities, sizes: [nil, classes],
            description: strategy == .majority
                ? "shares of the votes; the decided class has \(Self.tieBreak) more" : "of each class")
    }

    /// Each local network's probabilities, or their logarithms, [batch, K].
    private mutating func opinions(
        of run: TrainedRun, on images: Value, _ tensors: Tensors, asLogarithms: Bool
    ) throws -> [Value] {
        let local = run.experiment.localNetwork.classifying(run.classes.count)
        return try run.boxes.enumerated().map { index, box in
            scope = NetworkID.local(index).prefix
            defer { scope = "" }
            let shape = Shape(channels: run.channels, spatial: box.shape)
            let logits = try network(local, cut(images, to: box), shape: shape, tensors)
            return asLogarithms ? logSoftmax(logits, name: "opinion") : softmax(logits, name: "opinion")
        }
    }
}
