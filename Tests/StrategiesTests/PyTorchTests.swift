import Foundation
import TesseraFiles
import TesseraModels
import TesseraNetworks
import TesseraTorch
import TestSupport
import Testing
import TrainingSupport

@testable import TesseraRuns
@testable import TesseraStrategies
@testable import TesseraTraining

/// A Python with PyTorch and safetensors, where the test command has made one.
private let python = ProcessInfo.processInfo.environment["TESSERA_PYTHON"]

/// Weight files load into plain PyTorch modules, which then give the same probabilities: PyTorch/check.py.
@Suite(.enabled(if: python != nil, "TESSERA_PYTHON names no Python with torch and safetensors; Scripts/test sets it"))
struct PyTorchTests {
    private func image(_ sizes: Int...) -> Shape { Shape(channels: 1, spatial: sizes) }

    /// Writes a case as a run's folder has it: the weights, and beside them what they make of some pictures.
    private func write(_ name: String, of model: any Classifier, on shapes: [Shape], below place: TemporaryFolder)
        throws
    {
        func pictures(_ seed: UInt64) throws -> [Tensor] {
            try shapes.enumerated().map { try noise([16, 1] + $1.spatial, seed: seed + UInt64($0)) }
        }
        // A training step's statistics in place of zeros and ones.
        _ = try model.logits(pictures(1), in: .training(nil))
        let folder = NetworkFolder(path: "\(place.path)/\(name)")
        try makeFolder(folder.path)
        try folder.writeWeights(model.state, history: history(1))
        let boxes = try pictures(100)
        let probabilities = try model.logits(boxes, in: .evaluation).softmax(axis: 1)
        let tensors =
            boxes.enumerated().map { NamedTensor("box.\($0)", $1, isTrained: false) }
            + [NamedTensor("probabilities", probabilities, isTrained: false)]
        try Safetensors(of: tensors).write(to: folder.path + "/expected.safetensors")
    }

    private func check(_ place: TemporaryFolder, _ more: String...) throws -> (status: Int32, text: String) {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "PyTorch/check.py")
        let outcome = try ChildProcess.run(try #require(python), [script.path, place.path] + more)
        return (outcome.status, outcome.output + outcome.errors)
    }

    @Test func networksLoadAndAgree() throws {
        let place = try TemporaryFolder()
        let single: [(String, Network, Shape)] = [
            ("vgg3", Network(.vgg3, width: 3), image(16, 12)), ("vgg9", Network(.vgg9, width: 4), image(16, 16)),
            ("vgg9-plain", Network(.vgg9Plain, width: 4), image(16, 16)),
            ("vgg9-3d", Network(.vgg9, width: 2), image(8, 16, 8)),
            ("resnet20", Network(.resnet20, width: 4), image(12, 16)),
            ("resnet20-3d", Network(.resnet20, width: 2), image(8, 8, 12)),
        ]
        for (name, network, shape) in single {
            try write(
                name, of: SingleNetwork(network, input: shape, classes: 3, key: key), on: [shape], below: place)
        }
        let shapes = [image(8, 8), image(8, 4)]
        let locals = try shapes.enumerated().map {
            try SingleNetwork(Network(.vgg3, width: 4), input: $1, classes: 3, key: key.derived($0))
        }
        let fusion = try SingleNetwork(.fusion(hidden: [16, 12]), input: .flat(6), classes: 3, key: key)
        try write(
            "joined", of: JoinedNetwork(locals: locals, fusion: fusion, input: .logProbabilities), on: shapes,
            below: place)

        let (status, text) = try check(place)
        #expect(status == 0, "\(text)")
        // The check can fail: nothing agrees to this.
        let (strict, _) = try check(place, "-1")
        #expect(strict == 1)
    }
}
