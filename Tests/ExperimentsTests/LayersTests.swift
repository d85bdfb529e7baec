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
            "unknown layer 'zzz'; known are convolution, depthwiseConvolution, pointwise, batchNorm, layerNorm, relu, "
                + "relu6, silu, hardswish, gelu, sigmoid, maxPool, averagePool, globalAveragePool, dropout, "
                + "stochasticDepth, layerScale, flatten, linear, residual, bottleneck, squeezeExcitation, block, branches"
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
            "network.architecture[0].convolution.kernel is 4; expected an odd whole number from 1 to 1023, or padding "
                + "beside it, as an even kernel has no middle"
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
        (
            "{convolution: {channels: 6, groups: 4}}",
            "network.architecture[0].convolution.channels is 6; expected a multiple of groups, 4"
        ),
        (
            "{convolution: {channels: 6, padding: valid}}",
            "network.architecture[0].convolution.padding is valid; expected half, same, a whole number from 0 to 1023, "
                + "or two of them for in front and behind"
        ),
        (
            "{maxPool: {size: 2, padding: 2}}",
            "network.architecture[0].maxPool.padding is as large as the window; expected less than size, 2"
        ),
        ("{layerNorm: 2}", "network.architecture[0].layerNorm.epsilon is 2; expected a number from 1e-12 to 1.0"),
        (
            "{branches: [relu]}",
            "network.architecture[0].branches.of is a list; expected two lists of layers or more, such as [[], [relu]]"
        ),
        (
            "{branches: {of: [[], [relu]], join: add}}",
            "network.architecture[0].branches.join is add; expected concatenation, sum or product"
        ),
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

    @Test func whatModernNetworksAreMadeOf() throws {
        let made = try layers(
            "{convolution: {channels: 8, kernel: 4, padding: [1, 2], groups: 2, multiple: 4}}, {depthwiseConvolution: 5}, {maxPool: {size: 3, stride: 2, padding: 1}}, layerNorm, {batchNorm: {epsilon: 0.001, momentum: 0.01}}, relu6, silu, hardswish, gelu, sigmoid, squeezeExcitation, {squeezeExcitation: 8}, {pointwise: 4}, {layerScale: 0.1}, {stochasticDepth: 0.1}, {bottleneck: {channels: 4, stride: 2}}, {branches: [[], [relu], [{name: a, layer: gelu}]]}, {branches: {of: [[silu], []], join: product}}, {depthwiseConvolution: {kernel: 3, padding: same}}"
        )
        #expect(
            made == [
                .convolution(
                    channels: 8, kernel: 4, padding: .sides(before: 1, after: 2), groups: 2, multiple: 4),
                .depthwiseConvolution(kernel: 5), .maxPool(size: 3, stride: 2, padding: .both(1)), .layerNorm(),
                .batchNorm(epsilon: 0.001, momentum: 0.01), .relu6, .silu, .hardswish, .gelu, .sigmoid,
                .squeezeExcitation(), .squeezeExcitation(reduction: 8), .pointwise(channels: 4),
                .layerScale(initial: 0.1), .stochasticDepth(probability: 0.1), .bottleneck(channels: 4, stride: 2),
                .branches(
                    [[], [NamedLayer("branch1.0", .relu)], [NamedLayer("a", .gelu)]], joined: .concatenation),
                .branches([[NamedLayer("branch0.0", .silu)], []], joined: .product),
                .depthwiseConvolution(padding: .same),
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
