import TesseraNetworks
import Testing

struct ConvolutionsTests {
    /// A residual block has two, and one of kernel 1 where it changes the shape.
    @Test func ofResidualBlocks() throws {
        let input = Shape(channels: 4, spatial: [9, 8])
        func sizes(_ layer: Layer) throws -> [ConvolutionSizes] {
            try Network(name: "block", layers: [layer]).convolutions(for: input)
        }
        #expect(try sizes(.residual(channels: 4)).map(\.kernel) == [3, 3])
        let changed = try sizes(.residual(channels: 8, stride: 2))
        #expect(changed.map(\.kernel) == [3, 3, 1])
        #expect(changed.allSatisfy { $0.output == Shape(channels: 8, spatial: [5, 4]) })
        #expect(changed[0].multiplyAdds == 5 * 4 * 4 * 8 * 9 && changed[2].multiplyAdds == 5 * 4 * 4 * 8)
    }

    /// Each group sees its own channels alone.
    @Test func ofGroups() throws {
        let network = Network(
            name: "n", layers: [.convolution(channels: 6, groups: 2), .depthwiseConvolution(), .pointwise(channels: 5)])
        let sizes = try network.convolutions(for: Shape(channels: 4, spatial: [5, 5]))
        #expect(sizes.map(\.multiplyAdds) == [25 * 2 * 6 * 9, 25 * 6 * 9, 25 * 6 * 5])
    }

    /// They give what the layers say.
    @Test(arguments: [Network(.vgg9, width: 8), Network(.resnet20, width: 4), Network(.vgg3, width: 8)]) func outputs(
        network: Network
    )
        throws
    {
        let input = Shape(channels: 3, spatial: [16, 24, 16])
        let outputs = try network.outputShapes(for: input)
        for convolution in try network.convolutions(for: input) { #expect(outputs.contains(convolution.output)) }
    }
}
