import TesseraNetworks
import TesseraTorch
import Testing

@testable import TesseraExport

/// Graphs of all kinds of layers, in one to three dimensions.
///
/// Whether they compute what they should is found out by ONNX Runtime, in CommandTests.
@Suite struct GraphBuilderTests {
    private static let everyLayer = Network(
        name: "every",
        layers: [
            .convolution(channels: 6, kernel: 5, stride: 2), .batchNorm, .relu, .maxPool(size: 2, stride: 1),
            .residual(channels: 8, stride: 2), .residual(channels: 8), .averagePool(size: 2),
            .dropout(probability: 0.1), .globalAveragePool, .flatten, .linear(features: 5, bias: false), .batchNorm,
            .linear(features: 4),
        ])

    /// Zeros under the names that a network's tensors have.
    private func tensors(_ network: Network, _ shape: Shape, prefix: String) throws -> Tensors {
        Tensors(
            Safetensors(
                try network.tensors(for: shape).joined().map { spec in
                    Safetensors.Entry(
                        prefix + spec.name, type: .float32, shape: spec.shape,
                        bytes: [UInt8](repeating: 0, count: 4 * spec.count))
                }))
    }

    @Test(
        arguments: [
            Network(.vgg3, width: 2), Network(.vgg9, width: 2), Network(.resnet20, width: 2), everyLayer,
            Network(.resnet18, width: 2), Network(.resnet50, width: 2),
        ], 1...3
    )
    func networks(network: Network, axes: Int) throws {
        let shape = Shape(channels: 3, spatial: Array([16, 18, 17].prefix(axes)))
        let network = network.classifying(5)
        var builder = GraphBuilder(name: "test")
        let input = builder.input("images", sizes: [nil, 3] + shape.spatial, description: "")
        builder.scope = "locals.07."
        _ = try builder.network(network, input, shape: shape, tensors(network, shape, prefix: "locals.07."))
        let graph = builder.graph

        // What is not computed by a node before is a tensor, or the input.
        var known = Set(graph.initializer.map(\.name) + ["images"])
        #expect(known.count == graph.initializer.count + 1, "each tensor once")
        var used: Set<String> = []
        for node in graph.node {
            #expect(node.input.allSatisfy(known.contains), "\(node)")
            #expect(node.output.allSatisfy { known.insert($0).inserted }, "\(node)")
            used.formUnion(node.input)
        }
        #expect(known.subtracting(used) == Set(graph.node.last?.output ?? []), "all is used but the last value")
        let specs = try network.tensors(for: shape).joined()
        #expect(Set(graph.initializer.map(\.name)) == Set(specs.map { "locals.07.\($0.name)" }))
        for spec in specs {
            let tensor = graph.initializer.first { $0.name == "locals.07.\(spec.name)" }
            #expect(tensor?.dims == spec.shape.map(Int64.init) && tensor?.rawData.count == 4 * spec.count)
        }
        for node in graph.node where node.opType == "Conv" {
            let kernel = node.attribute.first { $0.name == "kernel_shape" }?.ints ?? []
            let pads = node.attribute.first { $0.name == "pads" }?.ints ?? []
            #expect(kernel.count == axes && pads == (kernel + kernel).map { $0 / 2 })
        }
    }

    @Test func constantsAreLittleEndian() {
        var builder = GraphBuilder(name: "test")
        _ = builder.constant("floats", shape: [2], [1, -2])
        _ = builder.constant("integers", [-1, 258])
        #expect(Array(builder.graph.initializer[0].rawData) == [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])
        #expect(
            Array(builder.graph.initializer[1].rawData) == [UInt8](repeating: 0xff, count: 8) + [
                2, 1, 0, 0, 0, 0, 0, 0,
            ])
    }

    @Test func largeModelsAreRefused() {
        #expect(throws: ExportError.tooLarge(bytes: 1 << 31)) { try ONNXModel.check(bytes: 1 << 31) }
        #expect(throws: Never.self) { try ONNXModel.check(bytes: 2_000_000_000) }
        #expect(ExportError.tooLarge(bytes: 1 << 31).description.contains("--format safetensors"))
    }
}
