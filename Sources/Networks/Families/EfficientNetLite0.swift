extension NetworkFamily {
    /// EfficientNet-Lite0 (Tan, Le 2019, without squeeze-and-excitation and with ReLU6): a convolution, sixteen inverted
    /// bottlenecks of depthwise convolutions in seven stages, a convolution of kernel 1, dropout, the class layer.
    ///
    /// Its tensors are called as in the package `efficientnet-lite-pytorch`, whose padding for pictures of 224x224 is that
    /// of any multiple of 32 here: it follows the size (``Padding/same``). The width is the number of channels of the
    /// first convolution; all others follow, in multiples of 8.
    public static let efficientNetLite0 = NetworkFamily(
        name: "efficientnet-lite0", defaultWidth: 32,
        layers: { width in layers.map { $0.scaled(by: Double(width) / 32) } }, names: names, stages: stages,
        otherNames: otherNames)

    /// A stage of blocks: how often, kernel, stride of the first, expansion, channels.
    private static let blocks = [
        (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
        (1, 3, 1, 6, 320),
    ]
    private static let count = blocks.reduce(0) { $0 + $1.0 }

    private static let layers: [Layer] = {
        var (layers, channels, index) = (convolution(32, kernel: 3, stride: 2), 32, 0)
        for (count, kernel, stride, expansion, output) in blocks {
            for place in 0..<count {
                // Later blocks are dropped more often.
                layers.append(
                    block(
                        from: channels, to: output, kernel: kernel, stride: place == 0 ? stride : 1,
                        expansion: expansion, dropped: 0.2 * Double(index) / Double(Self.count)))
                (channels, index) = (output, index + 1)
            }
        }
        return layers + convolution(1_280) + [.globalAveragePool, .flatten, .dropout(probability: 0.2)]
    }()

    private static let norm = Layer.batchNorm(epsilon: 1e-3, momentum: 0.01)

    private static func convolution(_ channels: Int, kernel: Int = 1, stride: Int = 1) -> [Layer] {
        [
            .convolution(
                channels: channels, kernel: kernel, stride: stride, bias: false, padding: .same, multiple: 8), norm,
            .relu6,
        ]
    }

    private static func block(
        from input: Int, to output: Int, kernel: Int, stride: Int, expansion: Int, dropped: Double
    ) -> Layer {
        let expand = zip(["_expand_conv", "_bn0", "_swish0"], convolution(expansion * input))
            .map { NamedLayer($0, $1) }
        let depthwise = [
            NamedLayer(
                "_depthwise_conv", .depthwiseConvolution(kernel: kernel, stride: stride, bias: false, padding: .same)),
            NamedLayer("_bn1", norm), NamedLayer("_swish1", .relu6),
        ]
        let project = zip(["_project_conv", "_bn2"], convolution(output)).map { NamedLayer($0, $1) }
        let branch = (expansion > 1 ? expand : []) + depthwise + project
        guard stride == 1, input == output else { return .branches([branch], joined: .sum) }
        return .block(branch: branch + [NamedLayer("drop", .stochasticDepth(probability: dropped))])
    }

    private static let names: [String] =
        ["_conv_stem", "_bn0", "_swish0"] + (0..<count).map { "_blocks.\($0)" } + [
            "_conv_head", "_bn1", "_swish1", "_avg_pooling", "_flatten", "_dropout", "_fc",
        ]

    /// timm's `efficientnet_lite0` and `tf_efficientnet_lite0`.
    private static let otherNames: [String: String] = {
        var names = ["conv_stem": "_conv_stem", "bn1": "_bn0", "conv_head": "_conv_head", "bn2": "_bn1"]
        var index = 0
        for (stage, (count, _, _, expansion, _)) in blocks.enumerated() {
            let parts =
                expansion > 1
                ? [
                    "conv_pw": "_expand_conv", "bn1": "_bn0", "conv_dw": "_depthwise_conv", "bn2": "_bn1",
                    "conv_pwl": "_project_conv", "bn3": "_bn2",
                ] : ["conv_dw": "_depthwise_conv", "bn1": "_bn1", "conv_pw": "_project_conv", "bn2": "_bn2"]
            for place in 0..<count {
                for (other, own) in parts { names["blocks.\(stage).\(place).\(other)"] = "_blocks.\(index).\(own)" }
                index += 1
            }
        }
        return names
    }()

    /// The first convolution, seven stages of blocks, and the last convolution with all that follows.
    private static let stages: [Int] = {
        let ends = blocks.reduce(into: [3]) { $0.append(($0.last ?? 0) + $1.0) }
        return ends + [(ends.last ?? 0) + 6]
    }()
}
