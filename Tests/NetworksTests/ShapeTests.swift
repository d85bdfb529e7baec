import TesseraNetworks
import Testing

@Suite struct ShapeTests {
    private let image = Shape(channels: 3, spatial: [9, 12])

    private func output(_ layer: Layer, _ input: Shape) throws -> Shape? {
        try Network(name: "n", layers: [layer]).outputShapes(for: input).last
    }

    @Test func everyLayerFollowsPyTorchsFormula() throws {
        #expect(try output(.convolution(channels: 8), image) == Shape(channels: 8, spatial: [9, 12]))
        #expect(try output(.convolution(channels: 8, stride: 2), image) == Shape(channels: 8, spatial: [5, 6]))
        #expect(
            try output(.convolution(channels: 8, kernel: 5, stride: 3), image) == Shape(channels: 8, spatial: [3, 4]))
        #expect(try output(.maxPool(2), image) == Shape(channels: 3, spatial: [4, 6]))
        #expect(try output(.maxPool(size: 3, stride: 2), image) == Shape(channels: 3, spatial: [4, 5]))
        #expect(try output(.averagePool(size: 4), image) == Shape(channels: 3, spatial: [2, 3]))
        #expect(try output(.globalAveragePool, image) == Shape(channels: 3, spatial: [1, 1]))
        #expect(try output(.residual(channels: 6, stride: 2), image) == Shape(channels: 6, spatial: [5, 6]))
        #expect(try output(.flatten, image) == .flat(324))
        #expect(try output(.linear(features: 7), .flat(324)) == .flat(7))
        for layer in [Layer.batchNorm, .relu, .dropout(probability: 0.5)] { #expect(try output(layer, image) == image) }
    }

    @Test func windowsArePaddedAsTheirLayersSay() throws {
        func size(_ layer: Layer, _ length: Int) throws -> Int? {
            try output(layer, Shape(channels: 2, spatial: [length]))?.spatial.first
        }
        #expect(try size(.convolution(channels: 1, kernel: 4, padding: .none), 9) == 6)
        #expect(try size(.convolution(channels: 1, kernel: 4, padding: .sides(before: 1, after: 2)), 9) == 9)
        #expect(try size(.maxPool(size: 3, stride: 2, padding: .both(1)), 9) == 5)
        for kernel in 1...6 {
            for stride in 1...4 {
                for length in 1...12 {
                    let convolution = Layer.convolution(
                        channels: 1, kernel: kernel, stride: stride, padding: .same)
                    #expect(try size(convolution, length) == (length + stride - 1) / stride)
                }
            }
        }
        // TensorFlow's: what is odd stands behind.
        let window = Window(3, stride: 2, padding: .same)
        #expect(window.paddings(of: [8, 9]) == [0, 1, 1, 1])
        #expect(Window(2, stride: 3, padding: .same).paddings(of: [7]) == [0, 1])
    }

    @Test func groupsAndBranchesThatDoNotFitAreNamed() throws {
        let grouped = try #require(throws: NetworkError.self) {
            try output(.convolution(channels: 4, groups: 2), image)
        }
        #expect(grouped.description.contains("has 2 groups, but gets 3x9x12"))
        let branches = Layer.branches(
            [[NamedLayer("a", .maxPool(2))], []], joined: .concatenation)
        let unequal = try #require(throws: NetworkError.self) { try output(branches, image) }
        #expect(unequal.description.contains("makes 3x4x6 of 3x9x12, and another 3x9x12, which cannot be joined"))
        let joined = Layer.branches([[NamedLayer("a", .relu)], []], joined: .concatenation)
        #expect(try output(joined, image) == Shape(channels: 6, spatial: [9, 12]))
        #expect(try output(.squeezeExcitation(), image) == image)
        #expect(try output(.depthwiseConvolution(stride: 2), image) == Shape(channels: 3, spatial: [5, 6]))
        #expect(try output(.bottleneck(channels: 2, stride: 2), image) == Shape(channels: 8, spatial: [5, 6]))
    }

    @Test func aPictureTooSmallNamesTheSmallestThatWorks() throws {
        let network = Network(.vgg9, width: 4)
        let error = try #require(throws: NetworkError.self) {
            try network.outputShapes(for: Shape(channels: 3, spatial: [7, 32]))
        }
        #expect(error.reason == .tooSmall(smallest: [8, 8]))
        #expect(
            error.description
                == "an input of 7x32 is too small for layer 23 (maxPool 2) of network vgg9, which gets 1x8; "
                + "the smallest size that works is 8x8")
        #expect(throws: Never.self) { try network.outputShapes(for: Shape(channels: 3, spatial: [8, 8])) }
    }

    @Test(arguments: [
        Network(.vgg3, width: 1), Network(.vgg9, width: 1), Network(.resnet20, width: 1),
        Network(
            name: "odd", layers: [.maxPool(size: 3, stride: 2), .convolution(channels: 1, kernel: 4), .maxPool(3)]),
        Network(name: "strided", layers: [.convolution(channels: 1, kernel: 1, stride: 4), .averagePool(size: 3)]),
    ])
    func theSmallestSizeIsExactlyThat(network: Network) {
        let smallest = network.smallestSize
        for size in 1...40 {
            let works = (try? network.outputShapes(for: Shape(channels: 1, spatial: [size]))) != nil
            #expect(works == (size >= smallest), "size \(size), smallest \(smallest)")
        }
    }

    @Test func layersInTheWrongPlaceAreNamed() throws {
        let dense = try #require(throws: NetworkError.self) { try output(.linear(features: 2), image) }
        #expect(dense.description.contains("layer 0 (linear 2) of network n needs a flat input, but gets 3x9x12"))
        let convolution = try #require(throws: NetworkError.self) { try output(.convolution(channels: 2), .flat(5)) }
        #expect(convolution.reason == .needsSpatialAxes)
    }
}
