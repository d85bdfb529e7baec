import TesseraNetworks
import TesseraRandomness
import TesseraTorch
import Testing

@testable import TesseraModels

@Suite struct WhiteningTests {
    private let key = RandomKey(seed: 8)

    @Test func directionsAreTheCovariancesEigenvectors() throws {
        // Rows that vary by 3 along one direction, by 2 and 1 along two others.
        let axes = [[2.0, 2, 1], [-2, 1, 2], [1, -2, 2]].map { $0.map { $0 / 3 } }
        let noise = try Tensor.empty([20_000, 3])
        try noise.fillNormal(Generator(key))
        let values = try noise.floats
        let rows = (0..<20_000).map { row in
            (0..<3).map { column in
                Float(
                    (0..<3).reduce(5.0) { $0 + Double(3 - $1) * Double(values[row * 3 + $1]) * axes[$1][column] })
            }
        }
        for (direction, axis) in zip(principalDirections(of: rows), axes) {
            let product = zip(direction, axis).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(abs(product) - 1) < 1e-3)
            #expect(abs(direction.reduce(0) { $0 + $1 * $1 } - 1) < 1e-9)
        }
    }

    @Test(arguments: [[9, 7], [5, 6, 4]])
    func theFirstConvolutionIsUncorrelatedOnPictures(axes: [Int]) throws {
        let input = Shape(channels: 2, spatial: axes)
        let network = Network(
            name: "n", layers: [.convolution(channels: 4, bias: false), .batchNorm, .relu, .flatten])
        let model = try SingleNetwork(network, input: input, classes: 3, key: key)
        let pictures = try Tensor.empty([40, 2] + axes)
        try pictures.fillNormal(Generator(key.derived("pictures")))
        let before = try #require(model.state.first).tensor.detach().clone()
        #expect(try model.whitenFirstLayer(of: pictures, key: key))
        let weight = try #require(model.state.first).tensor.detach()
        let (values, size) = (try weight.floats, try weight.count / 4)
        let rows = (0..<4).map { Array(values[$0 * size..<($0 + 1) * size]) }
        #expect(rows[1] == rows[0].map(-) && rows[3] == rows[2].map(-))
        #expect(abs(zip(rows[0], rows[2]).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-5)
        // As long as they were.
        try #expect(abs((before * before).sum().item - (weight * weight).sum().item) < 1e-4)
    }

    @Test func denseFirstLayersStay() throws {
        let model = try SingleNetwork(
            Network(name: "n", layers: [.flatten, .linear(features: 4)]), input: Shape(channels: 1, spatial: [4, 4]), classes: 2, key: key)
        #expect(
            try !model.whitenFirstLayer(of: Tensor([Float](repeating: 1, count: 16), shape: [1, 1, 4, 4]), key: key))
    }
}
