import Foundation
import SwiftProtobuf
import TesseraExperiments
import TesseraFiles
import TesseraPrediction
import TesseraRuns
import TesseraTorch
import TesseraTraining

/// The whole model of a strategy as one ONNX graph: it normalises, cuts, asks the networks and fuses what they think.
///
/// One input `images`, float32 [batch, channels, axes...] with values as the data set holds them, and one output
/// `probabilities` [batch, K]. Of `majority` these are shares of the votes; the decided class has the largest in any
/// case.
public struct ONNXModel: Sendable {
    /// ONNX Runtime reads these since version 1.12 (2022).
    private static let (operators, format): (Int64, Int64) = (17, 8)
    /// The most bytes that a protobuf message may have, less some room for what is not a tensor.
    private static let mostBytes = Int(Int32.max) - (16 << 20)

    private let model: ONNXModelProto

    /// Reads the trained weights of `strategy`.
    ///
    /// - Throws: `ExportError.tooLarge`; `RunError.notTrained`; `FileError`, `SafetensorsError`, `DamagedFile` where a
    ///   file is missing or damaged.
    public init(_ run: TrainedRun, strategy: Strategy) throws {
        let content = try Safetensors(of: run.state(of: strategy))
        try Self.check(bytes: content.entries.reduce(0) { $0 + $1.bytes.count })
        var graph = StrategyDrawing(strategy, of: run, Tensors(content))
        try graph.draw()
        model = .with {
            $0.irVersion = Self.format
            $0.opsetImport = [.with { $0.version = Self.operators }]
            ($0.producerName, $0.producerVersion) = ("tessera", tesseraVersion)
            $0.graph = graph.builder.graph
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
