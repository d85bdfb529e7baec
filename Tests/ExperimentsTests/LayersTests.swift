import TesseraExperiments
import TesseraNetworks
import Testing

@Suite struct LayersTests {
    private func layers(_ yaml: String) throws -> [Layer] {
        try Experiment.parse(yaml: least + "network: {architecture: [\(yaml)]}").globalNetwork.layers
    }

    @Test func shortAndLongForms() throws {
        #expect(
            try layers(
                "convolution: 32, {convolution: {channels: 8, kernel: 5, stride: 2, bias: false}}, batchNorm, relu")
                == [
                    .convolution(channels: 32), .convolution(channels: 8, kernel: 5, stride: 2, bias: false),
                    .batchNorm,
                    .relu,
                ])
        #expect(
            try layers("{maxPool: 2}, {maxPool: {size: 3, stride: 1}}, {averagePool: 2}, globalAveragePool")
                == [.maxPool(2), .maxPool(size: 3, stride: 1), .averagePool(size: 2), .globalAveragePool])
        #expect(
            try layers("{residual: 8}, {residual: {channels: 9, stride: 2}}, {dropout: 0.5}, flatten, {linear: 64}")
                == [
                    .residual(channels: 8), .residual(channels: 9, stride: 2), .dropout(probability: 0.5), .flatten,
                    .linear(features: 64),
                ])
    }

    @Test(arguments: [
        ("rellu", "unknown layer 'rellu'; did you mean relu?"),
        (
            "{zzz: 3}",
            "unknown layer 'zzz'; known are convolution, batchNorm, relu, maxPool, averagePool, "
                + "globalAveragePool, dropout, flatten, linear, residual, block"
        ),
        ("{relu: 3}", "relu takes no values; write relu alone"),
        ("maxPool", "maxPool needs size, as in {maxPool: 2}"),
        ("{maxPool: x}", "network.architecture[0].maxPool.size is x; expected a whole number from 1 to 1024"),
        ("{linear: 0}", "network.architecture[0].linear.features is 0; expected a whole number from 1 to 65536"),
        (
            "{convolution: {kernel: 3}}",
            "network.architecture[0].convolution.channels is missing; give a whole number from 1 to 65536"
        ),
        (
            "{convolution: {channels: 3, kernel: 4}}",
            "network.architecture[0].convolution.kernel is 4; expected an odd whole number from 1 to 1023"
        ),
        (
            "{convolution: {channels: 3, kernl: 3}}",
            "unknown key 'kernl' in network.architecture[0].convolution; did you mean 'kernel'?"
        ),
        (
            "{relu: 1, flatten: 2}",
            "network.architecture[0] is a map; expected a layer, such as relu or {convolution: 32}"
        ),
        ("{block: {branch: []}}", "network.architecture[0].block.branch is a list; expected a list of layers"),
        (
            "{block: {branch: [{name: a, layer: relu}, {name: a, layer: relu}]}}",
            "two layers of a block have the same name; give each its own"
        ),
        ("block", "block needs branch, as in {block: [relu]}"),
        ("[relu]", "network.architecture[0] is a list; expected a layer, such as relu or {convolution: 32}"),
    ])
    func mistakesNameTheLayer(layer: String, message: String) {
        #expect(mistakes(least + "network:\n  architecture:\n    - \(layer)") == ["e.yaml:6: " + message])
    }

    @Test func blocksOfNamedLayersAndOfLayersNamedByTheirPlaces() throws {
        let named = try layers(
            "{block: {branch: [{name: conv1, layer: {convolution: 8}}, batchNorm], shortcut: [{convolution: {channels: 8, kernel: 1}}]}}, {block: [relu, {block: [relu]}]}"
        )
        let inner = Layer.block(branch: [NamedLayer("branch.0", .relu)])
        #expect(
            named == [
                .block(
                    branch: [NamedLayer("conv1", .convolution(channels: 8)), NamedLayer("branch.1", .batchNorm)],
                    shortcut: [NamedLayer("shortcut.0", .convolution(channels: 8, kernel: 1))]),
                .block(branch: [NamedLayer("branch.0", .relu), NamedLayer("branch.1", inner)]),
            ])
    }

    @Test func blocksInBlocksWithoutEnd() {
        let deep = String(repeating: "{block: [", count: 100) + "relu" + String(repeating: "]}", count: 100)
        #expect(mistakes(least + "network: {architecture: [\(deep)]}").joined().contains("sixteen deep at most"))
    }

    @Test func everyLayersMistakeIsTold() {
        #expect(mistakes(least + "network: {architecture: [a, relu, {linear: -1}]}").count == 2)
    }
}
